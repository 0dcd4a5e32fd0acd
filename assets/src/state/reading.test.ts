import { expect, test } from 'vitest';

import type { Welcome } from '../wire';
import { Reading } from './reading.svelte';
import { rowsOf, type Row } from './rows';
import { entry } from './testing';

const welcome = (read: number | undefined, last: number, first = 1): Welcome =>
  ({ first, last, ...(read !== undefined && { read }) }) as Welcome;
const rows = (...numbers: number[]): Row[] =>
  rowsOf(numbers.map((number) => entry(number)), undefined, 'm_me').rows;

function reading(): { of: Reading; told: number[] } {
  const told: number[] = [];
  return { of: new Reading((number) => told.push(number)), told };
}

test('the line stands before the first entry that was not read', () => {
  const { of } = reading();
  of.begin(welcome(10, 15), false);
  expect(of.lineBefore).toBe(11);
});

test('there is no line when all was read, nor for somebody who has just come in', () => {
  for (const told of [welcome(15, 15), welcome(0, 15), welcome(4, 15, 5), welcome(undefined, 15)]) {
    const { of } = reading();
    of.begin(told, false);
    expect(of.lineBefore).toBe(null);
  }
});

test('what comes while one looks at the end is read at once and makes no line', () => {
  const { of, told } = reading();
  of.begin(welcome(5, 5), false);
  of.count(rows(6, 7));
  of.see(7);
  expect([of.lineBefore, of.below, told]).toEqual([null, 0, [7]]);
});

test('what comes below while one reads further up is counted, and the line marks its beginning', () => {
  const { of } = reading();
  of.begin(welcome(5, 5), false);
  of.atEnd = false;
  of.count(rows(6, 7));
  of.count(rows(8));
  expect([of.lineBefore, of.below]).toEqual([6, 3]);
});

test('what comes behind one’s back gets a line, which moves down once it was read', () => {
  const { of, told } = reading();
  of.begin(welcome(5, 5), false);
  of.looking = false;
  of.count(rows(6, 7));
  of.see(7);
  expect([of.lineBefore, of.below, of.unseen, told]).toEqual([6, 0, 2, []]);
  of.looking = true;
  of.see(7);
  expect([of.lineBefore, of.unseen, told]).toEqual([6, 0, [7]]);
  of.looking = false;
  of.count(rows(8));
  expect(of.lineBefore).toBe(8);
});

test('own messages and lines about people are not new', () => {
  const { of } = reading();
  of.begin(welcome(5, 5), false);
  of.atEnd = false;
  of.count(rowsOf([entry(6, { author: 'm_me' }), entry(7, { kind: 'left', body: {} })], undefined, 'm_me').rows);
  expect([of.lineBefore, of.below]).toEqual([null, 0]);
});

test('what is not heard is not counted, is not told to anybody, and makes no line', () => {
  const of = new Reading(() => {}, (row) => row.author !== 'm_loud');
  of.begin(welcome(5, 5), false);
  of.atEnd = of.looking = false;
  const loud = (number: number) => entry(number, { author: 'm_loud' });
  const counted = (...entries: ReturnType<typeof entry>[]) =>
    of.count(rowsOf(entries, undefined, 'm_me').rows).map((row) => row.number);
  expect(counted(loud(6), loud(7))).toEqual([]);
  expect([of.lineBefore, of.below, of.unseen]).toEqual([null, 0, 0]);
  expect(counted(entry(8), loud(9))).toEqual([8]);
  expect([of.lineBefore, of.below, of.unseen]).toEqual([8, 1, 1]);
});

test('who writes has read: the line goes', () => {
  const { of } = reading();
  of.begin(welcome(2, 5), false);
  of.done();
  expect(of.lineBefore).toBe(null);
});

test('the line was seen until it moves', () => {
  const { of } = reading();
  of.begin(welcome(2, 5), false);
  of.lineSeen = true;
  of.looking = false;
  of.count(rows(6));
  expect([of.lineBefore, of.lineSeen]).toEqual([3, true]);
  of.looking = true;
  of.see(6);
  of.looking = false;
  of.count(rows(7));
  expect([of.lineBefore, of.lineSeen]).toEqual([7, false]);
});

test('nothing is read while the person looks elsewhere', () => {
  const { of, told } = reading();
  of.begin(welcome(2, 5), false);
  of.looking = false;
  of.see(5);
  expect([of.to, told]).toEqual([2, []]);
});
