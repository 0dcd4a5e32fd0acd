/**
 * What the timeline lists: the rows of the log, but for messages of people whom one has blocked.
 * Those that follow each other are one line, until somebody wants to see them. How such people call
 * themselves anew is left out, since a name is words, too. Pure.
 */
import type { Row, SaidRow } from './rows';

/** The line for messages `number` to `last`; with `open` they stand below it. */
export interface CoveredRow {
  kind: 'covered';
  key: string;
  number: number;
  last: number;
  at: number;
  day: boolean;
  /** The keys of the messages. */
  keys: readonly string[];
  /** They are of more than one person. */
  several: boolean;
  open: boolean;
}
export type Listed = Row | CoveredRow;

/** `rows` as they are listed while those in `blocked` are; `opened`: the keys of the messages that
 * are shown all the same. */
export function covered(
  rows: readonly Row[],
  blocked: ReadonlySet<string>,
  opened: Pick<ReadonlySet<string>, 'has'>,
): Listed[] {
  const list: Listed[] = [];
  let run: SaidRow[] = [];
  /** What was left out began a day. */
  let day = false;
  for (const one of rows) {
    if (renames(one, blocked)) {
      day ||= one.day;
      continue;
    }
    const row = day && !one.day ? { ...one, day } : one;
    day = false;
    const hidden = row.kind === 'said' && blocked.has(row.author);
    const [first] = run;
    const goesOn = hidden && !row.day && first && opened.has(row.key) === opened.has(first.key);
    if (!goesOn) {
      list.push(...listed(run, opened));
      run = [];
    }
    if (hidden) run.push(row);
    else list.push(row);
  }
  list.push(...listed(run, opened));
  return list;
}

function lineOver(key: string): string {
  return `covered ${key}`;
}

function renames(row: Row, blocked: ReadonlySet<string>): boolean {
  const note = row.kind === 'note' ? row.notes[0] : undefined;
  return note?.kind === 'renamed' && blocked.has(note.author);
}

function listed(run: readonly SaidRow[], opened: Pick<ReadonlySet<string>, 'has'>): Listed[] {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return [];
  const open = opened.has(first.key);
  const line: CoveredRow = {
    kind: 'covered',
    // the same whether it is open, so that the list and the focus keep their place
    key: lineOver(first.key),
    number: first.number,
    last: open ? first.number : last.number,
    at: first.at,
    day: first.day,
    keys: run.map((row) => row.key),
    several: run.some((row) => row.author !== first.author),
    open,
  };
  // The day stands above the line, and who speaks is said below it.
  return open ? [line, { ...first, day: false, head: true }, ...run.slice(1)] : [line];
}

/** What tells which row is the first, be it covered or not. */
export function firstKey(row: Listed | undefined): string | undefined {
  return row?.kind === 'covered' ? row.keys[0] : row?.key;
}

/** Where the row of this key is listed; -1: nowhere. */
export function placeOfKey(list: readonly Listed[], key: string): number {
  return list.findIndex((row) => row.key === key);
}

/** Where the line is that covers the row of this key, or what the line of this key has covered; -1:
 * nowhere. */
export function placeOfCover(list: readonly Listed[], key: string): number {
  return list.findIndex((row) =>
    row.kind === 'covered' ? row.keys.includes(key) : lineOver(row.key) === key,
  );
}

/** The newest entry that a row shows, or covers. */
export function lastNumber(row: Listed): number {
  if (row.kind === 'covered') return row.last;
  return row.kind === 'note' ? (row.notes.at(-1)?.number ?? row.number) : row.number;
}

/** Where the message `number` is listed or covered; -1: nowhere. */
export function placeOf(list: readonly Listed[], number: number): number {
  return list.findLastIndex((row) => row.number <= number && number <= lastNumber(row));
}
