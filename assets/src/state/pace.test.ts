import { expect, test } from 'vitest';

import { Pace } from './pace.svelte';
import { entry, NOON } from './testing';

test('without slow mode, and before one has said anything, nobody waits', () => {
  const pace = new Pace();
  pace.begin(10);
  expect(pace.next(30)).toBe(0);
  pace.fold([entry(11)], NOON);
  expect(pace.next(0)).toBe(0);
});

test('what was stored just now counts by the clock here, what is older by the host', () => {
  const pace = new Pace();
  pace.begin(10);
  pace.fold([entry(9, { at: NOON - 20_000 })], NOON);
  expect(pace.next(30)).toBe(NOON + 10_000);
  // The host's clock is an hour behind; the message is new all the same.
  pace.fold([entry(11, { at: NOON - 3_600_000 })], NOON);
  expect(pace.next(30)).toBe(NOON + 30_000);
});

test('a message counts from when it goes out, and again from when it was stored', () => {
  const pace = new Pace();
  pace.begin(10);
  pace.said(NOON);
  expect(pace.next(5)).toBe(NOON + 5000);
  pace.fold([entry(11)], NOON + 40);
  expect(pace.next(5)).toBe(NOON + 5040);
});

test('a clock that is ahead makes nobody wait longer, and a joining is no message', () => {
  const pace = new Pace();
  pace.begin(10);
  pace.fold([entry(8, { kind: 'joined', at: NOON })], NOON);
  expect(pace.next(5)).toBe(0);
  pace.fold([entry(9, { at: NOON + 3_600_000 })], NOON);
  expect(pace.next(5)).toBe(NOON + 5000);
});
