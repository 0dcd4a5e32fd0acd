/**
 * The part of a room's log that is on the page: rows without a hole, at the log's end or anywhere
 * in it. Pages go in on either side, and what is far from where one reads is let go, so that the
 * page is no bigger in a room of a million entries than in one of a thousand.
 */
import { tick } from 'svelte';

import type { Answer, Entry, HistoryAnswer, HistoryAsk } from '../wire';
import { joinedRows, rowsOf, type Row } from './rows';

/** Entries that are asked for at once. */
const PAGE = 200;
/** With more rows than this, those furthest from where one reads are let go, until `KEPT` are left. */
const MOST = 1200;
const KEPT = 900;
/** What is further up than this is gone to, not fetched up to. */
const LARGEST_REACH = 1000;
/** So many entries below a message that is gone to come with it. */
const BELOW = 60;

/** Where the timeline begins when the rows are others: at a message, or at the end. */
export interface Landing {
  number: number | null;
  align: 'start' | 'center';
}
interface Ends {
  ask: (asked: HistoryAsk) => Promise<Answer<HistoryAnswer>>;
  /** what an answer says beside its entries */
  hear: (answer: HistoryAnswer) => void;
  /** only these rows are left: what is known of others can go */
  left: (rows: readonly Row[], oldest: number, newest: number) => void;
}

export class History {
  rows = $state.raw<Row[]>([]);
  /** The rows reach the log's end; what is new is shown below them. */
  atEnd = $state(true);
  /** Changes each time the rows are other ones, so that the timeline is placed anew. */
  volume = $state(0);
  landing: Landing | null = null;
  /** Where the history of this member begins. */
  first = $state(1);
  reachedFirst = $state(false);
  fetching = $state(false);
  /** Part of the history is not here and the host is away. */
  cut = $state(false);
  /** The bounds of what the rows show, entries without a row of their own included. */
  private oldest = 1;
  private newest = 0;
  /** The newest entry that this page heard of. */
  private last = 0;
  private me = '';
  /** Answers to what was asked in an earlier one are passed over. */
  private turn = 0;

  constructor(private readonly ends: Ends) {}

  /** Another log, or the same one after a hole: the next entry to come is number `from`. */
  begin(from: number): void {
    this.oldest = from;
    this.newest = this.last = from - 1;
    this.rows = [];
    this.atEnd = true;
    this.landing = null;
    this.fetching = false;
    this.turn++;
    this.volume++;
  }

  welcomed(first: number, me: string): void {
    this.first = first;
    this.me = me;
    this.reachedFirst = this.oldest <= first;
  }

  /** New entries, which follow all that came; the rows that they are. `follows`: the person is at
   * the end and goes with it. */
  arrived(entries: readonly Entry[], follows: boolean): Row[] {
    this.last = Math.max(this.last, entries.at(-1)?.number ?? 0);
    // Who reads further up is not moved; what came since is fetched when they come down.
    if (this.atEnd && !follows && this.rows.length >= MOST) this.atEnd = false;
    if (!this.atEnd) return rowsOf(entries, undefined, this.me).rows;
    const rows = this.append(entries);
    if (follows) void this.dropAbove();
    return rows;
  }

  change(change: (row: Row) => Row): void {
    this.rows = this.rows.map(change);
  }

  /** Fetches the page above the oldest row. */
  async earlier(): Promise<void> {
    if (this.reachedFirst || this.oldest <= this.first) return;
    const answer = await this.fetch({ before: this.oldest, limit: PAGE });
    if (!answer) return;
    const page = this.meet(answer.entries, -1);
    this.reachedFirst = this.oldest <= this.first || page.length === 0;
    const { rows } = rowsOf(page, undefined, this.me);
    if (!rows.length) return this.reachedFirst ? undefined : this.earlier();
    this.rows = joinedRows(rows, this.rows);
    await this.dropBelow();
  }

  /** Fetches the page below the newest row, where that is not the log's end. */
  async later(): Promise<void> {
    if (this.atEnd) return;
    const answer = await this.fetch({ after: this.newest, limit: PAGE });
    if (!answer) return;
    this.append(this.meet(answer.entries, 1));
    this.atEnd = this.newest >= this.last;
    await this.dropAbove();
  }

  /** Brings the message of this number into the rows; false: it is not here. */
  async reach(number: number): Promise<boolean> {
    const near = this.oldest - number <= LARGEST_REACH && number <= this.newest;
    if (!near) await this.goTo({ number, align: 'center' });
    for (let before = -1; this.oldest > number && this.oldest !== before && near; ) {
      before = this.oldest;
      await this.earlier();
    }
    return this.rows.some((row) => row.number === number);
  }

  /** Fetches up to entry `number`, if that is not too far up; true: something came. */
  async reachUp(number: number): Promise<boolean> {
    const oldest = this.oldest;
    if (oldest <= number || oldest - number > LARGEST_REACH) return false;
    for (let before = 0; this.oldest > number && this.oldest !== before; ) {
      before = this.oldest;
      await this.earlier();
    }
    return this.oldest < oldest;
  }

  /** Shows another part of the log; false: it is not here. */
  async goTo(landing: Landing): Promise<boolean> {
    const end = this.last + 1;
    const before = landing.number === null ? end : Math.min(end, landing.number + BELOW);
    let answer = await this.fetch({ before, limit: PAGE }, true);
    if (answer && landing.number !== null && (answer.entries[0]?.number ?? end) > landing.number) {
      // Long messages below it left no place for it.
      answer = await this.fetch({ after: landing.number - 1, limit: PAGE }, true);
    }
    const [start, ...others] = answer?.entries ?? [];
    if (!start) return false;
    this.oldest = start.number;
    this.newest = start.number - 1;
    this.rows = [];
    this.landing = landing;
    this.append(this.meet([start, ...others], 1));
    this.atEnd = this.newest >= this.last;
    this.reachedFirst = this.oldest <= this.first;
    this.volume++;
    this.ends.left(this.rows, this.oldest, this.newest);
    return true;
  }

  /** When the entry of this number was stored (ms); null if it is not told here. */
  async timeOf(number: number): Promise<number | null> {
    if (number < this.first) return null;
    const answer = await this.ends.ask({ after: number - 1, limit: 1 });
    return (answer.ok && answer.entries.find((entry) => entry.number === number)?.at) || null;
  }

  /** The first entry stored at `at` (ms) or later; the newest where there is none. A log of any
   * length is asked some twenty times, since times do not fall within a term. */
  async numberAt(at: number): Promise<number> {
    let [low, high] = [this.first, this.last];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const time = await this.timeOf(middle);
      if (time === null || time < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** `other`: the rows will be others, so another page on its way is of no use any more. */
  private async fetch(asked: HistoryAsk, other = false): Promise<HistoryAnswer | null> {
    if (this.fetching && !other) return null;
    this.fetching = true;
    const turn = other ? ++this.turn : this.turn;
    const answer = await this.ends.ask(asked);
    if (turn !== this.turn) return null;
    this.fetching = false;
    this.cut = !answer.ok && answer.error.code === 'away';
    if (!answer.ok) return null;
    this.ends.hear(answer);
    return answer;
  }

  /** Of `entries` those that continue the rows upwards (-1) or downwards (1), in order. */
  private meet(entries: readonly Entry[], way: -1 | 1): Entry[] {
    const page: Entry[] = [];
    let at = way < 0 ? this.oldest : this.newest;
    for (const entry of [...entries].sort((one, other) => way * (one.number - other.number))) {
      if (entry.number !== at + way) continue;
      page.push(entry);
      at = entry.number;
    }
    if (way < 0) this.oldest = at;
    return way < 0 ? page.reverse() : page;
  }

  private append(entries: readonly Entry[]): Row[] {
    const added = entries.filter((entry) => entry.number > this.newest);
    this.newest = added.at(-1)?.number ?? this.newest;
    const { rows, merged } = rowsOf(added, this.rows.at(-1), this.me);
    this.rows = (merged ? this.rows.slice(0, -1) : this.rows).concat(rows);
    return rows;
  }

  // The list can tell rows that go from rows that come only if they do one after the other.
  private async dropAbove(): Promise<void> {
    if (this.rows.length <= MOST) return;
    const volume = this.volume;
    await tick();
    const rows = this.rows.slice(-KEPT);
    const [first] = rows;
    if (!first || volume !== this.volume || this.rows.length <= MOST) return;
    this.rows = rows;
    this.oldest = first.number;
    this.reachedFirst = false;
    this.ends.left(rows, this.oldest, this.newest);
  }

  private async dropBelow(): Promise<void> {
    if (this.rows.length <= MOST) return;
    const volume = this.volume;
    await tick();
    const below = this.rows[KEPT];
    if (!below || volume !== this.volume) return;
    this.rows = this.rows.slice(0, KEPT);
    this.newest = below.number - 1;
    this.atEnd = false;
    this.ends.left(this.rows, this.oldest, this.newest);
  }
}
