import { describe, expect, test } from 'vitest';

import type { Entry } from '../wire';
import { covered, firstKey, lastNumber, placeOf, placeOfCover, placeOfKey, type Listed } from './covered';
import { rowsOf, type Row } from './rows';
import { came, entry, MINUTE, NOON } from './testing';

const loud = (number: number, change: Partial<Entry> = {}): Entry =>
  entry(number, { author: 'm_loud', name: 'Loud', ...change });
const rows = (...entries: Entry[]): Row[] => rowsOf(entries, undefined, 'm_me').rows;
const shut = new Set(['m_loud', 'm_other']);
const list = (of: Row[], ...opened: string[]): Listed[] => covered(of, shut, new Set(opened));
const told = (of: Listed[]): string[] =>
  of.map((row) => (row.kind === 'covered' ? `${row.keys.length}${row.open ? ' open' : ''}` : row.key));

test('what nobody says who is blocked is listed as it is', () => {
  const all = rows(entry(1), came(2, 'a'), entry(3));
  expect(list(all)).toEqual(all);
});

test('messages in a row are one line, and end where somebody else speaks or comes', () => {
  const all = rows(loud(1), loud(2), entry(3), loud(4), came(5, 'a'), loud(6));
  expect(told(list(all))).toEqual(['2', 'e3', '1', 'e5', '1']);
});

test('of several people it is one line, too', () => {
  const [line] = list(rows(loud(1), loud(2, { author: 'm_other' })));
  expect(line).toMatchObject({ kind: 'covered', several: true, number: 1, last: 2 });
  expect(list(rows(loud(1), loud(2)))[0]).toMatchObject({ several: false });
});

test('a deleted message is covered like others', () => {
  expect(told(list(rows(loud(1), loud(2, { body: undefined }))))).toEqual(['2']);
});

test('how they call themselves anew is left out, and the day it began is still to be seen', () => {
  const renamed = (number: number, author: string, at?: number): Entry =>
    loud(number, { kind: 'renamed', author, body: { was: 'Loud', name: 'LOUD' }, ...(at && { at }) });
  const next = NOON + 24 * 60 * MINUTE;
  const all = rows(
    loud(1), renamed(2, 'm_loud'), loud(3), renamed(4, 'm_else'),
    renamed(5, 'm_loud', next), entry(6, { at: next }),
  );
  expect(told(list(all))).toEqual(['2', 'e4', 'e6']);
  expect(list(all).map((row) => row.day)).toEqual([true, false, true]);
});

test('each day begins its own line, so that the day is to be seen', () => {
  const next = NOON + 24 * 60 * MINUTE;
  const lines = list(rows(loud(1), loud(2, { at: next }), loud(3, { at: next })));
  expect(told(lines)).toEqual(['1', '2']);
  expect(lines.map((row) => row.day)).toEqual([true, true]);
});

describe('shown', () => {
  const all = rows(entry(1), loud(2), loud(3));

  test('the messages stand below their line, which keeps its place, with the name and no day', () => {
    const before = list(all);
    const lines = list(all, 'e2', 'e3');
    expect(told(lines)).toEqual(['e1', '2 open', 'e2', 'e3']);
    expect(lines[1]?.key).toBe(before[1]?.key);
    expect(lines[2]).toMatchObject({ kind: 'said', head: true, day: false });
  });
  test('what comes then is covered, and is a line of its own', () => {
    const lines = list(rows(entry(1), loud(2), loud(3), loud(4)), 'e2', 'e3');
    expect(told(lines)).toEqual(['e1', '2 open', 'e2', 'e3', '1']);
    const then = list(rows(entry(1), loud(2), loud(3), loud(4)), 'e2', 'e3', 'e4');
    expect(told(then)).toEqual(['e1', '3 open', 'e2', 'e3', 'e4']);
    expect(then.map((row) => row.kind === 'said' && row.head)).toEqual([true, false, true, false, false]);
  });
});

test('rows are found again when they are covered, and when they no longer are', () => {
  const all = rows(loud(1), loud(2), entry(3), loud(4));
  const [hidden, plain] = [list(all), covered(all, new Set(), new Set())];
  expect([plain, hidden, list(all, 'e1', 'e2'), []].map((of) => firstKey(of[0]))).toEqual([
    'e1', 'e1', 'e1', undefined,
  ]);
  expect(['e1', 'e3', 'e4'].map((key) => placeOfKey(hidden, key))).toEqual([-1, 1, -1]);
  expect(['e1', 'e2', 'e3', 'e4'].map((key) => placeOfCover(hidden, key))).toEqual([0, 0, -1, 2]);
  const lines = hidden.map(({ key }) => key);
  expect(lines.map((key) => placeOfCover(plain, key))).toEqual([0, -1, 3]);
});

test('a message is found where it is covered, and itself where it is shown', () => {
  const all = rows(entry(1), loud(2), loud(3), entry(4));
  const [hidden, open] = [list(all), list(all, 'e2', 'e3')];
  expect([1, 2, 3, 4, 5].map((number) => placeOf(hidden, number))).toEqual([0, 1, 1, 2, -1]);
  expect([1, 2, 3, 4, 5].map((number) => placeOf(open, number))).toEqual([0, 2, 3, 4, -1]);
  expect(hidden.map(lastNumber)).toEqual([1, 3, 4]);
});
