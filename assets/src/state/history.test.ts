import { expect, test } from 'vitest';

import type { Entry, HistoryAsk } from '../wire';
import { History } from './history.svelte';
import type { Row } from './rows';

/** A log of `last` messages, one a minute, and what was left to be known of. */
function stage(last: number, first = 1) {
  const asked: HistoryAsk[] = [];
  const left: [number, number][] = [];
  const at = (number: number): number => number * 60_000;
  const entry = (number: number): Entry => ({
    number,
    term: 1,
    id: `e-${number}`,
    at: at(number),
    author: `m_${number % 3}`,
    name: 'X',
    kind: 'said',
    body: { text: `text ${number}` },
  });
  const run = (from: number, to: number): Entry[] =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, place) => entry(from + place));
  const log = { last };
  const history = new History({
    ask: async (ask) => {
      asked.push(ask);
      await Promise.resolve();
      const [from, to] =
        'before' in ask
          ? [Math.max(first, ask.before - ask.limit), Math.min(log.last, ask.before - 1)]
          : [Math.max(first, ask.after + 1), Math.min(log.last, ask.after + ask.limit)];
      return { ok: true, entries: run(from, to), chain: '', more: true };
    },
    hear: () => undefined,
    left: (_, oldest, newest) => left.push([oldest, newest]),
  });
  const say = (count: number, follows: boolean): Row[] => {
    log.last += count;
    return history.arrived(run(log.last - count + 1, log.last), follows);
  };
  history.begin(last - 49);
  history.welcomed(first, 'm_me');
  history.arrived(run(last - 49, last), true);
  const numbers = (): number[] => history.rows.map((row) => row.number);
  return { history, asked, left, say, numbers, at };
}

function expectRun(numbers: number[], from: number, to: number): void {
  expect([numbers[0], numbers.at(-1)]).toEqual([from, to]);
  expect(numbers).toHaveLength(to - from + 1);
}

test('pages go in above until the first entry; what is far below is let go', async () => {
  const { history, numbers, left } = stage(2000, 11);
  await history.earlier();
  expectRun(numbers(), 1751, 2000);
  let most = 0;
  while (!history.reachedFirst) {
    await history.earlier();
    most = Math.max(most, history.rows.length);
  }
  expect(numbers()[0]).toBe(11);
  expect(most).toBeLessThanOrEqual(1200);
  expect(history.atEnd).toBe(false);
  expect(left.at(-1)).toEqual([numbers()[0]! + (left.at(-1)![0] - 11), left.at(-1)![1]]);
});

test('and back down to the end, where what is new is shown again', async () => {
  const { history, numbers, say } = stage(3000);
  await history.goTo({ number: 500, align: 'start' });
  expect(history.atEnd).toBe(false);
  expect(say(3, false).map((row) => row.number)).toEqual([3001, 3002, 3003]);
  for (let turns = 0; !history.atEnd && turns < 50; turns++) await history.later();
  expect(numbers().at(-1)).toBe(3003);
  expect(history.rows.length).toBeLessThanOrEqual(1200);
  expect(history.reachedFirst).toBe(false);
  say(1, true);
  expect(numbers().at(-1)).toBe(3004);
  expectRun(numbers(), numbers()[0]!, 3004);
});

test('a message near by is fetched up to, one far off is gone to', async () => {
  const { history, numbers, asked } = stage(1_000_000);
  const { volume } = history;
  expect(await history.reach(999_500)).toBe(true);
  expect(history.volume).toBe(volume);
  asked.length = 0;
  expect(await history.reach(123_456)).toBe(true);
  expect(asked).toHaveLength(1);
  expect(history.volume).toBe(volume + 1);
  expect(history.landing).toEqual({ number: 123_456, align: 'center' });
  expect(await history.reach(900_000)).toBe(true);
  expectRun(numbers(), numbers()[0]!, numbers().at(-1)!);
  await history.goTo({ number: null, align: 'start' });
  expect(numbers().at(-1)).toBe(1_000_000);
  expect(history.atEnd).toBe(true);
});

test('a moment is found by a few looks', async () => {
  const { history, asked, at } = stage(1_000_000, 1000);
  for (const number of [1000, 1001, 500_000, 999_999, 1_000_000]) {
    asked.length = 0;
    expect(await history.numberAt(at(number))).toBe(number);
    expect(await history.numberAt(at(number) - 1)).toBe(number);
    expect(asked.length).toBeLessThan(45);
  }
  expect(await history.numberAt(0)).toBe(1000);
  expect(await history.numberAt(at(2_000_000))).toBe(1_000_000);
});

test('a flood below does not move who reads further up, and does not fill the page', () => {
  const { history, say } = stage(100);
  for (let times = 0; times < 100; times++) say(50, false);
  expect(history.rows.length).toBeLessThan(1300);
  expect(history.rows[0]?.number).toBe(51);
  expect(history.atEnd).toBe(false);
});

test('an answer that comes when the rows are others already is passed over', async () => {
  const { history, numbers } = stage(5000);
  const late = history.earlier();
  await history.goTo({ number: 1000, align: 'start' });
  await late;
  expectRun(numbers(), numbers()[0]!, numbers().at(-1)!);
  expect(numbers()).toContain(1000);
  expect(history.fetching).toBe(false);
});
