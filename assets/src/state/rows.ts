/**
 * What the timeline shows for the log: one row for each message, one for a run of people coming or
 * going. A row depends only on its entry and the row above it, so that a page of history can be
 * put in front, and new entries behind, without making the rest anew.
 */
import type { Entry, Forwarded, Known, Mention, Refusal, Waiting } from '../wire';
import { known, withdrawn } from './known';

interface Place {
  /** The entry's id: a message keeps its row when it turns from waiting to stored. */
  key: string;
  /** 0 while the message is not stored. */
  number: number;
  at: number;
  /** The first row of its day. */
  day: boolean;
}
export interface SaidRow extends Place {
  kind: 'said';
  author: string;
  name: string;
  /** null: it was withdrawn. */
  text: string | null;
  own: boolean;
  /** The first of a group: shows name and time. */
  head: boolean;
  state: 'stored' | Waiting['state'];
  /** The number of the message that it answers. */
  replyTo?: number | undefined;
  /** Who is meant by it as it was said first. */
  mentions?: readonly Mention[] | undefined;
  /** Handed on from another room. */
  forwarded?: Forwarded | undefined;
  /** It carries a signature, whoever's that is; what is on its way will. */
  signed: boolean;
  error?: Refusal | undefined;
  /** the host takes it no sooner (ms) */
  retryAt?: number | undefined;
}
export interface NoteRow extends Place {
  kind: 'note';
  /** One, or a run of `joined` or of `left`. */
  notes: Exclude<Known, { kind: 'said' }>[];
}
export type Row = SaidRow | NoteRow;

/** Messages of one person that follow each other within this time (ms) are one group. */
const GROUP = 5 * 60_000;
/** People who come or go within this time (ms) of the one before are one line. */
const RUN = 10 * 60_000;

export function sameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** The rows for `entries`, which follow right below the row `above`. The first may replace it:
 * then `above` has to go, and `merged` says so. */
export function rowsOf(
  entries: readonly Entry[],
  above: Row | undefined,
  me: string,
): { rows: Row[]; merged: boolean } {
  const rows: Row[] = above ? [above] : [];
  for (const entry of entries) add(rows, entry, me);
  const merged = above !== undefined && rows[0] !== above;
  return { rows: above && !merged ? rows.slice(1) : rows, merged };
}

/** `page` put in front of `rows`, with the seam between them made anew. */
export function joinedRows(page: readonly Row[], rows: readonly Row[]): Row[] {
  const [above, first] = [page.at(-1), rows[0]];
  if (!above || !first) return [...page, ...rows];
  if (first.kind === 'said') return [...page, placed(first, above), ...rows.slice(1)];
  if (above.kind === 'note' && runs(above, first)) {
    const one: NoteRow = { ...above, notes: [...above.notes, ...first.notes] };
    return [...page.slice(0, -1), one, ...rows.slice(1)];
  }
  return [...page, { ...first, day: !sameDay(above.at, first.at) }, ...rows.slice(1)];
}

/** The rows for own messages that are not in the log yet, below the row `above`. */
export function waitingRows(
  items: readonly Waiting[],
  above: Row | undefined,
  me: { id: string; name: string },
): SaidRow[] {
  const rows: SaidRow[] = [];
  for (const item of items) {
    // By the host's clock the message will stand at the end, so it never shows an earlier time.
    const before: Row | undefined = rows.at(-1) ?? above;
    const row: SaidRow = {
      kind: 'said',
      key: item.id,
      number: 0,
      at: Math.max(item.at, before?.at ?? 0),
      day: false,
      head: false,
      author: me.id,
      name: me.name,
      text: item.text,
      replyTo: item.reply_to,
      mentions: item.mentions,
      forwarded: item.forwarded,
      own: true,
      signed: true,
      state: item.state,
      error: item.error,
      retryAt: item.retry_at,
    };
    rows.push(placed(row, before));
  }
  return rows;
}

function add(rows: Row[], entry: Entry, me: string): void {
  const above = rows.at(-1);
  const { id: key, number, at, author, name } = entry;
  const fact = known(entry);
  if (fact?.kind === 'said' || withdrawn(entry)) {
    const body = fact?.kind === 'said' ? fact.body : null;
    const text = body?.text ?? null;
    const { reply_to: replyTo, mentions, forwarded } = body ?? {};
    const own = author === me;
    const signed = entry.signature !== undefined;
    const place = { key, number, at, day: false, head: false };
    const words = { text, replyTo, mentions, forwarded };
    const said = { author, name, ...words, own, signed, state: 'stored' as const };
    rows.push(placed({ kind: 'said', ...place, ...said }, above));
  } else if (fact && !isOpener(fact) && !wasPutOut(fact)) {
    const day = !above || !sameDay(above.at, at);
    const row: NoteRow = { kind: 'note', key, number, at, day, notes: [fact] };
    if (above?.kind === 'note' && runs(above, row)) {
      rows[rows.length - 1] = { ...above, notes: [...above.notes, fact] };
    } else {
      rows.push(row);
    }
  }
}

/** Who opened the room is in it, by its own window; that is not told once more. */
function isOpener(fact: Known): boolean {
  return fact.kind === 'joined' && fact.body.door === 'window';
}

/** Who was removed has left by that, and the line before says so, and who did it. */
function wasPutOut(fact: Known): boolean {
  return fact.kind === 'left' && (fact.body.reason === 'removed' || fact.body.reason === 'banned');
}

function placed(row: SaidRow, above: Row | undefined): SaidRow {
  const day = !above || !sameDay(above.at, row.at);
  const group =
    above?.kind === 'said' &&
    above.author === row.author &&
    above.name === row.name &&
    row.at - above.at < GROUP;
  return { ...row, day, head: day || !group };
}

/** Whether the note `below` goes on with the run that `above` is. */
function runs(above: NoteRow, below: NoteRow): boolean {
  const [end, start] = [above.notes.at(-1), below.notes[0]];
  if (!end || !start || end.kind !== start.kind) return false;
  if (start.kind === 'left') {
    if (end.kind !== 'left' || end.body.reason !== start.body.reason) return false;
  } else if (start.kind !== 'joined') {
    return false;
  }
  return sameDay(end.at, start.at) && start.at - end.at < RUN;
}
