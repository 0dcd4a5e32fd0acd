/** Days as a calendar shows them. A day is told by its first moment (ms) on this computer's clock. */

/** The day that `at` (ms) is in. */
export function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** The day `days` after `day`; also where a day has 23 hours. */
export function later(day: number, days: number): number {
  const date = new Date(day);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

/** The first day of the month `months` after that of `day`. */
export function monthAfter(day: number, months: number): number {
  const date = new Date(day);
  return new Date(date.getFullYear(), date.getMonth() + months, 1).getTime();
}

/** `day` moved by `months`, or the last day of that month where it has no such day. */
export function sameDayAfter(day: number, months: number): number {
  const first = monthAfter(day, months);
  const last = later(monthAfter(first, 1), -1);
  return Math.min(later(first, new Date(day).getDate() - 1), last);
}

/** The weeks of the month of `day`, from Sunday on; null stands for days of other months. */
export function weeksOf(day: number): (number | null)[][] {
  const first = monthAfter(day, 0);
  const before = new Date(first).getDay();
  const last = new Date(later(monthAfter(day, 1), -1)).getDate();
  const weeks: (number | null)[][] = [];
  for (let start = -before; start < last; start += 7) {
    const week = Array.from({ length: 7 }, (_, place) => start + place);
    weeks.push(week.map((at) => (at < 0 || at >= last ? null : later(first, at))));
  }
  return weeks;
}

/** `day`, or the nearest of the days from `first` to `last`. */
export function within(day: number, first: number, last: number): number {
  return Math.max(dayOf(first), Math.min(dayOf(last), day));
}

const STEPS: Record<string, (day: number) => number> = {
  ArrowLeft: (day) => later(day, -1),
  ArrowRight: (day) => later(day, 1),
  ArrowUp: (day) => later(day, -7),
  ArrowDown: (day) => later(day, 7),
  PageUp: (day) => sameDayAfter(day, -1),
  PageDown: (day) => sameDayAfter(day, 1),
};

/** The day that a key leads to; undefined for a key that leads nowhere. */
export function stepped(day: number, key: string): number | undefined {
  return STEPS[key]?.(day);
}
