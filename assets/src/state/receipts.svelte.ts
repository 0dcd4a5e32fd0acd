/** Up to where the others have read, as far as they tell; and under which message that is shown. */
import type { Signal } from '../wire';
import { lastNumber } from './covered';
import type { Row } from './rows';

/** Those who stand at most messages. */
export const NOBODY: readonly string[] = [];

export class Receipts {
  /** The number of the last entry read, by member. */
  reads = $state.raw<ReadonlyMap<string, number>>(new Map());
  /** Who has read up to which message and no further, by the message's number. */
  readonly at = $derived.by(() => placed(this.reads, this.rows(), this.me(), this.atEnd()));

  constructor(
    private readonly rows: () => readonly Row[],
    private readonly me: () => string,
    /** the rows reach the log's end */
    private readonly atEnd: () => boolean = () => true,
  ) {}

  /** A new connection: the host tells anew. */
  clear(): void {
    if (this.reads.size) this.reads = new Map();
  }

  hear(signals: readonly Signal[]): void {
    const told = signals.filter((signal) => signal.kind === 'read');
    if (!told.length) return;
    const reads = new Map(this.reads);
    for (const { member, number } of told) {
      if (number > 0) reads.set(member, number);
      else reads.delete(member);
    }
    this.reads = reads;
  }

  /** Who of the others has read the message of this number, but for who wrote it. */
  readers(number: number, author: string): string[] {
    return [...this.reads].flatMap(([id, read]) =>
      read >= number && id !== author && id !== this.me() ? [id] : [],
    );
  }
}

/** Readers by the last message they have read; not under their own, which says nothing, nor where
 * `rows` end before the log does (`atEnd` false) and they have read on. */
export function placed(
  reads: ReadonlyMap<string, number>,
  rows: readonly Row[],
  me: string,
  atEnd = true,
): Map<number, string[]> {
  const at = new Map<number, string[]>();
  const last = rows.at(-1);
  const end = atEnd || !last ? Infinity : lastNumber(last);
  for (const [id, read] of reads) {
    if (id === me || read > end) continue;
    const row = lastSaid(rows, read);
    if (!row || row.author === id) continue;
    const here = at.get(row.number);
    if (here) here.push(id);
    else at.set(row.number, [id]);
  }
  return at;
}

function lastSaid(rows: readonly Row[], read: number): { number: number; author: string } | null {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rows[middle]?.number ?? 0) <= read) from = middle + 1;
    else to = middle;
  }
  for (let index = from - 1; index >= 0; index--) {
    const row = rows[index];
    if (row?.kind === 'said') return row;
  }
  return null;
}
