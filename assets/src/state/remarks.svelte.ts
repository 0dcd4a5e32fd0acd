/** How the messages on screen stand: their last words, reactions, pins, and what is quoted. */
import type { About, Answer, Entry, HistoryAnswer, HistoryAsk, Quote } from '../wire';
import { known } from './known';
import type { Row } from './rows';
import { afterRemark, readRemark } from './remark';

/** What came with a page of the log. */
export interface Told {
  about?: About[];
  about_at?: number;
  quotes?: Quote[];
}

export class Remarks {
  /** For each message, the newest entry that counts in what is known of it. */
  private readonly counted = new Map<number, number>();
  private abouts = $state.raw<ReadonlyMap<number, About>>(new Map());
  private quotes = $state.raw<ReadonlyMap<number, Quote>>(new Map());

  of(number: number): About | undefined {
    return this.abouts.get(number);
  }

  /** The message that is replied to; undefined if it is not known here. */
  quote(number: number): Quote | undefined {
    return this.quotes.get(number);
  }

  /** Another log. */
  clear(): void {
    this.abouts = new Map();
    this.quotes = new Map();
    this.counted.clear();
  }

  /** Only these rows, from entry `oldest` to `newest`, are shown still; what is known of others
   * comes with them again. */
  keep(rows: readonly Row[], oldest: number, newest: number): void {
    const shown = (number: number): boolean => number >= oldest && number <= newest;
    for (const number of [...this.counted.keys()]) if (!shown(number)) this.counted.delete(number);
    this.abouts = new Map([...this.abouts].filter(([number]) => shown(number)));
    const quoted = new Set(rows.map((row) => (row.kind === 'said' ? row.replyTo : undefined)));
    this.quotes = new Map([...this.quotes].filter(([number]) => quoted.has(number)));
  }

  hear(told: Told): void {
    if (told.about?.length) {
      for (const one of told.about) this.counted.set(one.number, told.about_at ?? 0);
      this.abouts = new Map([...this.abouts, ...told.about.map((one) => [one.number, one] as const)]);
    }
    if (told.quotes?.length) {
      this.quotes = new Map([...this.quotes, ...told.quotes.map((one) => [one.number, one] as const)]);
    }
  }

  /** New entries; the numbers of the messages that are gone since. */
  fold(entries: readonly Entry[], me: string): number[] {
    const gone: number[] = [];
    let abouts: Map<number, About> | null = null;
    for (const entry of entries) {
      const remark = readRemark(entry);
      if (!remark || entry.number <= (this.counted.get(remark.target) ?? 0)) continue;
      this.counted.set(remark.target, entry.number);
      abouts ??= new Map(this.abouts);
      const about = afterRemark(abouts.get(remark.target), remark, me);
      if (about) abouts.set(remark.target, about);
      else abouts.delete(remark.target);
      if (remark.kind === 'withdrawn') gone.push(remark.target);
      if (remark.kind === 'amended' || remark.kind === 'withdrawn') {
        this.requote(remark.target, remark.kind === 'amended' ? remark.text : undefined);
      }
    }
    if (abouts) this.abouts = abouts;
    return gone;
  }

  /** What is answered is on screen. */
  quoteRow(number: number, rows: readonly Row[]): void {
    const row = rows.find((one) => one.number === number);
    if (row?.kind !== 'said' || this.quotes.has(number)) return;
    const text = this.of(number)?.text ?? row.text;
    const { author, name } = row;
    this.hear({ quotes: [{ number, author, name, ...(text !== null && { text }) }] });
  }

  /** Replies have come: what they answer is among `rows`, or asked for. */
  async quoteNew(
    entries: readonly Entry[],
    rows: readonly Row[],
    ask: (asked: HistoryAsk) => Promise<Answer<HistoryAnswer>>,
  ): Promise<void> {
    for (const entry of entries) {
      const fact = known(entry);
      const number = fact?.kind === 'said' ? fact.body.reply_to : undefined;
      if (number === undefined) continue;
      this.quoteRow(number, rows);
      if (this.quotes.has(number)) continue;
      // Asked with the reply itself, whose page quotes what it answers.
      const answer = await ask({ before: entry.number + 1, limit: 1 });
      if (answer.ok) this.hear({ quotes: answer.quotes ?? [] });
    }
  }

  private requote(number: number, text: string | undefined): void {
    const quote = this.quotes.get(number);
    if (!quote) return;
    const { author, name } = quote;
    const changed: Quote = { number, author, name, ...(text !== undefined && { text }) };
    this.quotes = new Map([...this.quotes, [number, changed]]);
  }
}
