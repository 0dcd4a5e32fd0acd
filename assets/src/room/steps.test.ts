import { expect, test } from 'vitest';

import { covered } from '../state/covered';
import { rowsOf, type Row } from '../state/rows';
import { came, entry } from '../state/testing';
import { leadsUp, messageAt, stepOf, type Step } from './steps';

const press = (key: string, more = {}) =>
  stepOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

test('a key alone is a step, and with another it is something else', () => {
  expect(['ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'a'].map((key) => press(key))).toEqual([
    'up', 'down', 'first', 'last', null, null,
  ]);
  for (const held of ['ctrlKey', 'metaKey', 'altKey', 'shiftKey']) {
    expect(press('ArrowUp', { [held]: true })).toBe(null);
  }
});

test('Alt+Up leads to the messages, and with another key it means something else', () => {
  const up = { key: 'ArrowUp', ctrlKey: false, metaKey: false, altKey: true, shiftKey: false };
  expect(leadsUp(up, 0)).toBe(true);
  expect(leadsUp({ ...up, altKey: false }, 0)).toBe(false);
  expect(leadsUp({ ...up, shiftKey: true }, 0)).toBe(false);
  expect(leadsUp(up, 5)).toBe(false);
});

// somebody came, two messages, somebody came, a message, somebody came
const rows: Row[] = rowsOf(
  [came(1, 'a'), entry(2), entry(3), came(4, 'b'), entry(5), came(6, 'c')],
  undefined,
  'm_me',
).rows;

test.each<[Step, number, number]>([
  ['first', 4, 1],
  ['last', 1, 4],
  ['up', 4, 2],
  ['up', 6, 4],
  ['up', 1, -1],
  ['down', 2, 4],
  ['down', -1, 1],
  ['down', 4, -1],
])('%s from %i leads to %i: to messages, past who came', (step, from, to) => {
  expect(messageAt(rows, from, step)).toBe(to);
});

test('where nothing was said there is nowhere to go', () => {
  const quiet = rowsOf([came(1, 'a')], undefined, 'm_me').rows;
  for (const step of ['first', 'last', 'up', 'down'] as const) {
    expect(messageAt(quiet, 0, step)).toBe(-1);
  }
});

test('the line in the place of messages is gone to like one', () => {
  const all = covered(rows, new Set(['m_minsu']), new Set());
  expect(all.map((row) => row.kind)).toEqual(['note', 'covered', 'note', 'covered', 'note']);
  expect([messageAt(all, -1, 'first'), messageAt(all, -1, 'last')]).toEqual([1, 3]);
  expect([messageAt(all, 3, 'up'), messageAt(all, 1, 'down')]).toEqual([1, 3]);
});
