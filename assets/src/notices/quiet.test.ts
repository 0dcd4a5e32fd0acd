import { expect, test } from 'vitest';

import { nextTime, quiets } from './quiet';

const on = (hour: number, minute = 0): number => new Date(2026, 10, 28, hour, minute).getTime();
const HOUR = 60 * 60_000;

test('an hour, until the evening, until tomorrow morning', () => {
  expect(quiets(on(10))).toEqual([
    { kind: 'hour', until: on(11) },
    { kind: 'evening', until: on(18) },
    { kind: 'tomorrow', until: on(8) + 24 * HOUR },
  ]);
});

test('an evening that has come is not offered', () => {
  expect(quiets(on(17, 30)).map(({ kind }) => kind)).toEqual(['hour', 'tomorrow']);
  expect(quiets(on(23)).map(({ kind }) => kind)).toEqual(['hour', 'tomorrow']);
});

test('a time is the next one', () => {
  expect(nextTime('22:30', on(10))).toBe(on(22, 30));
  expect(nextTime('09:00', on(10))).toBe(on(9) + 24 * HOUR);
  expect(nextTime('', on(10))).toBe(null);
});
