import { expect, test } from 'vitest';

import { covered } from '../state/covered';
import type { Room } from '../state/room.svelte';
import { rowsOf } from '../state/rows';
import { entry } from '../state/testing';
import type { Entry } from '../wire';
import { UnreadLine } from './line.svelte';

const loud = (number: number): Entry => entry(number, { author: 'm_loud' });

/** A line that is to stand before entry `line`, in a timeline where m_loud is blocked. */
function over(line: number, ...entries: Entry[]): UnreadLine {
  const all = covered(rowsOf(entries, undefined, 'm_me').rows, new Set(['m_loud']), new Set());
  const reading = { lineBefore: line, lineSeen: false, looking: true };
  return new UnreadLine({ all, reading, history: { atEnd: true } } as unknown as Room);
}

test('the line stands before the first message that is not read', () => {
  expect(over(3, entry(1), entry(2), entry(3), entry(4)).index).toBe(2);
  // What is unread may begin further up.
  expect(over(3, entry(4), entry(5)).index).toBe(-1);
});

test('who comes and goes, and what one said oneself elsewhere, is nothing to be read', () => {
  const came = entry(3, { author: 'm_new', kind: 'joined', body: {} });
  const mine = entry(4, { author: 'm_me' });
  expect(over(3, entry(1), entry(2), came, mine, entry(5)).index).toBe(4);
  const line = over(3, entry(1), entry(2), came, mine);
  line.look(0, 1);
  expect([line.index, line.above]).toEqual([-1, false]);
});

test('it stands before the first that is to be seen', () => {
  expect(over(3, entry(1), entry(2), loud(3), loud(4), entry(5)).index).toBe(3);
  expect(over(3, entry(1), loud(2), loud(3), entry(4), loud(5)).index).toBe(2);
  expect(over(3, loud(3), entry(4)).index).toBe(1);
  expect(over(3, loud(4), entry(5)).index).toBe(-1);
});

test('where all that is new is covered there is none, neither here nor further up', () => {
  const line = over(3, entry(1), entry(2), loud(3), loud(4));
  line.look(0, 2);
  expect([line.index, line.above]).toEqual([-1, false]);
  const further = over(3, entry(4), entry(5));
  further.look(0, 1);
  expect(further.above).toBe(true);
});
