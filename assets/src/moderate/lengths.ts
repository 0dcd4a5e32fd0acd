/** A length of time in the largest unit that says it in whole numbers. Pure. */
export interface Length {
  unit: 'seconds' | 'minutes' | 'hours';
  count: number;
}

/** Of `seconds`, at least 1. */
export function lengthOf(seconds: number): Length {
  if (seconds % 3600 === 0) return { unit: 'hours', count: seconds / 3600 };
  if (seconds % 60 === 0) return { unit: 'minutes', count: seconds / 60 };
  return { unit: 'seconds', count: seconds };
}

/** What is left of a wait, in ms: rounded up, so that it never says 0. */
export function leftOf(ms: number): Length {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds > 90 ? { unit: 'minutes', count: Math.ceil(seconds / 60) } : { unit: 'seconds', count: seconds };
}

/** `choices` and the one that holds now, if somebody set another: in order, for a row of buttons. */
export function withNow(choices: readonly number[], now: number): number[] {
  return choices.includes(now) ? [...choices] : [...choices, now].sort((one, other) => one - other);
}
