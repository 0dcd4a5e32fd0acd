import { expect, test } from 'vitest';

import { gathered, told as toldOf, without, type Gathered, type Heard } from './heard';

const told = (all: Gathered) => toldOf(all, (text) => text);
const said = (number: number, text = `text ${number}`): Heard => ({
  number,
  author: 'm_minsu',
  name: 'Minsu',
  text,
});

test('a message alone is said in full, soon', () => {
  const one = gathered(null, [said(1, 'x'.repeat(3000))], 1000);
  expect(one?.due).toBeLessThanOrEqual(1000 + 1000);
  expect(one && told(one)).toEqual({ count: 1, name: 'Minsu', text: 'x'.repeat(3000) });
});

test('those that come one upon the other are said together, with the last of them cut short', () => {
  const first = gathered(null, [said(1)], 0);
  const both = gathered(first, [said(2), said(3, '가'.repeat(201))], (first?.due ?? 0) - 1);
  expect(both?.due).toBeGreaterThan(first?.due ?? 0);
  expect(both && told(both)).toEqual({ count: 3, name: 'Minsu', text: `${'가'.repeat(200)}…` });
});

test('a room that never rests is heard of all the same', () => {
  let all: Gathered | null = null;
  let now = 0;
  for (; now < 60_000 && (all === null || now < all.due); now += 100) all = gathered(all, [said(now)], now);
  expect(now).toBeLessThanOrEqual(5100);
  expect(all?.heard).toHaveLength(50);
});

test('nothing new changes nothing', () => {
  const one = gathered(null, [said(1)], 0);
  expect(gathered(one, [], 500)).toBe(one);
  expect(gathered(null, [], 500)).toBe(null);
});

test('what was deleted before it was said is not said', () => {
  const all = gathered(null, [said(1), said(2), said(3)], 0);
  expect(without(all, [3])?.heard.map(({ number }) => number)).toEqual([1, 2]);
  expect(without(all, [1, 2, 3])).toBe(null);
  expect(without(null, [1])).toBe(null);
});

test('only what is said is read through, before it is cut', () => {
  const read: string[] = [];
  const all = gathered(null, [said(1), said(2), said(3, `**${'a'.repeat(200)}**`)], 0);
  const heard = all && toldOf(all, (text) => (read.push(text), text.replaceAll('*', '')));
  expect(heard?.text).toBe('a'.repeat(200));
  expect(read).toHaveLength(1);
});
