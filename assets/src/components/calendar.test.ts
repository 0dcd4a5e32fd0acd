import { expect, test } from 'vitest';

import { dayOf, later, monthAfter, sameDayAfter, stepped, weeksOf, within } from './calendar';

const on = (year: number, month: number, day: number): number =>
  new Date(year, month - 1, day).getTime();

test('a month in weeks, each day once and under its own weekday', () => {
  for (const [year, month, length] of [[2026, 2, 28], [2024, 2, 29], [2026, 11, 30], [2026, 8, 31]] as const) {
    const weeks = weeksOf(on(year, month, 14));
    expect(weeks.flat().filter((day) => day !== null)).toEqual(
      Array.from({ length }, (_, at) => on(year, month, at + 1)),
    );
    for (const week of weeks) {
      expect(week).toHaveLength(7);
      week.forEach((day, place) => expect(day === null || new Date(day).getDay() === place).toBe(true));
      expect(week.some((day) => day !== null)).toBe(true);
    }
  }
});

test('steps by days and months', () => {
  expect(later(on(2026, 12, 31), 1)).toBe(on(2027, 1, 1));
  expect(monthAfter(on(2026, 12, 31), 2)).toBe(on(2027, 2, 1));
  expect(sameDayAfter(on(2026, 3, 31), -1)).toBe(on(2026, 2, 28));
  expect(stepped(on(2026, 3, 1), 'ArrowUp')).toBe(on(2026, 2, 22));
  expect(stepped(on(2026, 1, 31), 'PageDown')).toBe(on(2026, 2, 28));
  expect(stepped(on(2026, 1, 31), 'x')).toBeUndefined();
  expect(dayOf(on(2026, 3, 1) + 1000)).toBe(on(2026, 3, 1));
});

test('never beyond the days that there are', () => {
  const [first, last] = [on(2026, 3, 5) + 5000, on(2026, 4, 1) + 5000];
  expect(within(on(2026, 3, 1), first, last)).toBe(on(2026, 3, 5));
  expect(within(on(2026, 5, 1), first, last)).toBe(on(2026, 4, 1));
  expect(within(on(2026, 3, 7), first, last)).toBe(on(2026, 3, 7));
});
