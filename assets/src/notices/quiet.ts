/** Do not disturb: for how long. Pure; times are those of the place. */

/** For how long one is not to be disturbed. */
export type Quiet = 'hour' | 'evening' | 'tomorrow';
/** Hours of the day at which an evening begins to be late, and a morning to be one. */
const EVENING = 18;
const MORNING = 8;

/** What can be chosen at `now` (ms), with when it ends (ms). */
export function quiets(now: number): { kind: Quiet; until: number }[] {
  const hour = { kind: 'hour' as const, until: now + 60 * 60_000 };
  const tomorrow = { kind: 'tomorrow' as const, until: at(now, 1, MORNING) };
  const evening = at(now, 0, EVENING);
  // Where the evening is nearer than an hour, it says nothing new.
  if (evening <= hour.until) return [hour, tomorrow];
  return [hour, { kind: 'evening', until: evening }, tomorrow];
}

function at(now: number, days: number, hour: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour).getTime();
}

/** When `time` ("22:30") comes next after `now` (ms); null for what is no time. */
export function nextTime(time: string, now: number): number | null {
  const read = /^(\d{1,2}):(\d{2})$/.exec(time);
  if (!read) return null;
  const day = new Date(now);
  const [hour, minute] = [Number(read[1]), Number(read[2])];
  for (const days of [0, 1]) {
    const then = new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour, minute);
    if (then.getTime() > now) return then.getTime();
  }
  return null;
}
