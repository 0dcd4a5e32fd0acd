import { describe, expect, test } from 'vitest';

import type { Entry } from '../wire';
import { joinedRows, rowsOf, waitingRows, type Row } from './rows';
import { came, entry, MINUTE, NOON } from './testing';

const ME = 'm_me';
const rows = (entries: Entry[], above?: Row): Row[] => rowsOf(entries, above, ME).rows;
const heads = (list: Row[]): boolean[] => list.map((row) => row.kind === 'said' && row.head);

describe('groups', () => {
  test('messages of one person within five minutes have one name and time', () => {
    expect(heads(rows([entry(1), entry(2), entry(3)]))).toEqual([true, false, false]);
  });
  test('another person, a longer pause and another name begin a new group', () => {
    const list = rows([
      entry(1),
      entry(2, { author: 'm_dana', name: 'Dana' }),
      entry(3),
      entry(4, { at: NOON + 10 * MINUTE }),
      entry(5, { at: NOON + 10 * MINUTE, name: '민수 2' }),
    ]);
    expect(heads(list)).toEqual([true, true, true, true, true]);
  });
  test('a line between the messages ends a group', () => {
    expect(heads(rows([entry(1), came(2, 'Dana'), entry(3)]))).toEqual([true, false, true]);
  });
});

describe('days', () => {
  test('the first row of each day is marked', () => {
    const next = new Date(2026, 10, 24, 0, 0, 1).getTime();
    const before = new Date(2026, 10, 23, 23, 59, 59).getTime();
    const list = rows([entry(1), entry(2, { at: before }), entry(3, { at: next })]);
    expect(list.map((row) => row.day)).toEqual([true, false, true]);
    expect(heads(list)).toEqual([true, true, true]);
  });
});

describe('lines between', () => {
  test('people who come one after the other are one line', () => {
    const list = rows([came(1, 'a'), came(2, 'b'), came(3, 'c'), entry(4)]);
    expect(list).toHaveLength(2);
    expect(list[0]?.kind === 'note' && list[0].notes.length).toBe(3);
  });
  test('who opened the room is not said to have come in as well', () => {
    const opened = entry(1, { kind: 'opened', body: { room: 'b7', name: '방', open: true } });
    const host = entry(2, { kind: 'joined', body: { first: 1, door: 'window' } });
    const [first, second] = rows([opened, host, came(3, 'a')]);
    expect(first?.kind === 'note' && first.notes.map((note) => note.kind)).toEqual(['opened']);
    expect(second?.kind === 'note' && second.notes.map((note) => note.name)).toEqual(['a']);
  });
  const gone = (number: number, reason: string): Entry =>
    entry(number, { kind: 'left', body: { reason } });
  test('coming and going are two lines', () => {
    expect(rows([came(1, 'a'), gone(2, 'left'), gone(3, 'left')])).toHaveLength(2);
  });
  test('who was put out is told of once: who did it, and why', () => {
    const body = { member: 'm_minsu', name: '민수', why: 'spam' };
    const told = rows([entry(1, { kind: 'removed', author: 'm_host', body }), gone(2, 'removed')]);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ notes: [{ kind: 'removed', body: { why: 'spam' } }] });
    expect(rows([entry(1, { kind: 'banned', author: 'm_host', body }), gone(2, 'banned')])).toHaveLength(1);
  });
  test('an act whose body makes no sense is passed over', () => {
    expect(rows([entry(1, { kind: 'removed', body: { why: 'spam' } })])).toHaveLength(0);
    expect(rows([entry(1, { kind: 'slow_mode_changed', body: { seconds: 'long' } })])).toHaveLength(0);
  });
  test('a run grows when one more comes, in place of the row before', () => {
    const [first] = rows([came(1, 'a')]);
    const next = rowsOf([came(2, 'b')], first, ME);
    expect(next.merged).toBe(true);
    expect(next.rows).toHaveLength(1);
    expect(next.rows[0]?.key).toBe(first?.key);
  });
  test('kinds that are not known, and bodies of another shape, are passed over', () => {
    const odd = [
      entry(2, { kind: 'reacted', body: { emoji: 'x' } }),
      entry(3, { kind: 'constructor', body: {} }),
      entry(4, { body: { text: 7 } }),
      entry(5, { body: null }),
    ];
    expect(rows([entry(1), ...odd, entry(6)])).toHaveLength(2);
  });
  test('a withdrawn message keeps its place without its text', () => {
    const [row] = rows([entry(1, { body: undefined })]);
    expect(row?.kind === 'said' && row.text).toBe(null);
  });
});

describe('pages', () => {
  test('any cut of the log gives the same rows as the whole', () => {
    const log: Entry[] = [];
    for (let number = 1; number <= 120; number++) {
      const at = NOON + number * 7 * MINUTE * (number % 5 === 0 ? 3 : 0.1);
      const last = log.at(-1)?.at ?? 0;
      const who = number % 7 < 3 ? 'a' : 'b';
      const made = number % 4 === 0 || number % 9 < 2 ? came(number, who) : entry(number, { author: who });
      log.push({ ...made, at: Math.max(at, last) });
    }
    const whole = rows(log);
    for (let cut = 1; cut < log.length; cut++) {
      const [early, late] = [log.slice(0, cut), log.slice(cut)];
      expect(joinedRows(rows(early), rows(late))).toEqual(whole);
      const above = rows(early);
      const { rows: added, merged } = rowsOf(late, above.at(-1), ME);
      expect([...(merged ? above.slice(0, -1) : above), ...added]).toEqual(whole);
    }
  });
});

describe('own messages', () => {
  test('are own by their author, whatever the name says', () => {
    const list = rows([entry(1, { author: ME }), entry(2, { name: 'me' })]);
    expect(list.map((row) => row.kind === 'said' && row.own)).toEqual([true, false]);
  });
  test('keep their row when they turn from waiting to stored', () => {
    const above = rows([entry(1)]).at(-1);
    const [waiting] = waitingRows(
      [{ id: 'mine', text: 'hello', at: NOON - 5 * MINUTE, state: 'waiting' }],
      above,
      { id: ME, name: 'me' },
    );
    const [stored] = rows([entry(2, { id: 'mine', author: ME, name: 'me', body: { text: 'hello' } })], above);
    expect(waiting?.key).toBe(stored?.key);
    expect(waiting?.state).toBe('waiting');
    expect(waiting?.at).toBeGreaterThanOrEqual(above?.at ?? 0);
    expect(waiting?.head).toBe(stored?.kind === 'said' && stored.head);
  });
});
