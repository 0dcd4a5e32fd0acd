import { expect, test } from 'vitest';

import { Inbox } from './inbox';
import { entry } from './testing';

const numbers = (entries: { number: number }[]): number[] => entries.map(({ number }) => number);

test('entries that continue the log are ready at once', () => {
  const inbox = new Inbox();
  inbox.begin(10);
  expect(numbers(inbox.take([entry(10), entry(11)]))).toEqual([10, 11]);
  expect(inbox.last).toBe(11);
});

test('what comes twice is dropped', () => {
  const inbox = new Inbox();
  inbox.begin(1);
  inbox.take([entry(1), entry(2)]);
  expect(inbox.take([entry(1), entry(2)])).toEqual([]);
  expect(numbers(inbox.take([entry(2), entry(3)]))).toEqual([3]);
});

test('what comes too early waits until the hole is filled', () => {
  const inbox = new Inbox();
  inbox.begin(1);
  inbox.take([entry(1)]);
  expect(inbox.take([entry(5), entry(4)])).toEqual([]);
  expect(inbox.missing).toBe(2);
  expect(numbers(inbox.take([entry(3), entry(2)]))).toEqual([2, 3, 4, 5]);
  expect(inbox.missing).toBe(0);
});

test('any order of any pieces gives the log once, in order', () => {
  for (let round = 0; round < 200; round++) {
    const inbox = new Inbox();
    inbox.begin(1);
    const pieces = Array.from({ length: 30 }, (_, at) => entry(at + 1));
    const mixed = [...pieces, ...pieces].sort(() => Math.random() - 0.5);
    const seen: number[] = [];
    while (mixed.length) {
      seen.push(...numbers(inbox.take(mixed.splice(0, 1 + Math.floor(Math.random() * 5)))));
    }
    expect(seen).toEqual(numbers(pieces));
  }
});

test('a log goes on behind a hole, but not behind what never came', () => {
  const inbox = new Inbox();
  inbox.begin(1);
  // Where it was thought to begin there is nothing to be fetched.
  expect(inbox.goesOn(57, 3000)).toBe(false);
  expect(inbox.goesOn(1, 3000)).toBe(true);
  inbox.take([entry(1)]);
  expect([1, 2, 57, 3002, 3003].map((from) => inbox.goesOn(from, 3000))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});
