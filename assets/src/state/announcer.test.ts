import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Announcer } from './announcer.svelte';
import { rowsOf, type SaidRow } from './rows';
import { entry } from './testing';

const rows = (...numbers: number[]): SaidRow[] =>
  rowsOf(numbers.map((number) => entry(number)), undefined, 'm_me').rows as SaidRow[];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a burst is said once, and what comes later is said by itself', () => {
  const of = new Announcer();
  of.begin(4);
  for (let number = 5; number < 35; number++) {
    of.hear(rows(number));
    vi.advanceTimersByTime(50);
    expect(of.saying).toBe(null);
  }
  vi.advanceTimersByTime(1000);
  expect(of.saying).toEqual({ count: 30, name: '민수', text: 'text 34' });
  of.hear(rows(35));
  vi.advanceTimersByTime(1000);
  expect(of.saying).toEqual({ count: 1, name: '민수', text: 'text 35' });
});

test('the same words twice are said twice', () => {
  const of = new Announcer();
  const said = (number: number): SaidRow[] => rows(number).map((row) => ({ ...row, text: 'ok' }));
  of.hear(said(1));
  vi.advanceTimersByTime(1000);
  const first = of.saying;
  of.hear(said(2));
  vi.advanceTimersByTime(1000);
  expect(of.saying).toEqual(first);
  expect(of.saying).not.toBe(first);
});

test('what was there before one came in is not news', () => {
  const of = new Announcer();
  of.begin(10);
  of.hear(rows(8, 9, 10));
  vi.advanceTimersByTime(10_000);
  expect(of.saying).toBe(null);
  of.hear(rows(10, 11));
  vi.advanceTimersByTime(1000);
  expect(of.saying).toEqual({ count: 1, name: '민수', text: 'text 11' });
});

test('a deleted message is not said, and does not stay where it was said', () => {
  const of = new Announcer();
  of.hear(rows(1, 2));
  of.erase([2]);
  vi.advanceTimersByTime(1000);
  expect(of.saying).toEqual({ count: 1, name: '민수', text: 'text 1' });
  of.erase([7]);
  expect(of.saying).not.toBe(null);
  of.erase([1]);
  expect(of.saying).toBe(null);
});

test('nothing is said any more in a room that was left', () => {
  const of = new Announcer();
  of.hear(rows(1));
  of.stop();
  vi.advanceTimersByTime(10_000);
  expect(of.saying).toBe(null);
});

test('who is blocked while they wait to be heard is not heard', () => {
  const blocked = new Set<string>();
  const of = new Announcer((author) => blocked.has(author));
  const [row] = rows(1) as [SaidRow];
  of.hear([row, { ...row, number: 2, author: 'm_other', name: 'Jiyoung' }]);
  blocked.add('m_other');
  vi.advanceTimersByTime(1000);
  expect(of.saying).toEqual({ count: 1, name: '민수', text: 'text 1' });
  of.hear([{ ...row, number: 3, author: 'm_other', name: 'Jiyoung' }]);
  vi.advanceTimersByTime(1000);
  expect(of.saying).toEqual({ count: 1, name: '민수', text: 'text 1' });
});
