/**
 * What a screen reader says of new messages: one alone in full, several that come together as one
 * sentence, so that a busy room can be followed and does not drown all else. Pure.
 */

/** A message of somebody else, as it is heard. */
export interface Heard {
  number: number;
  author: string;
  name: string;
  /** as it was typed */
  text: string;
}
/** What has come and was not said yet. */
export interface Gathered {
  /** the oldest first; never empty */
  heard: readonly Heard[];
  /** when the first of them came (ms) */
  since: number;
  /** when they are to be said (ms) */
  due: number;
}

/** Said once nothing has come for so long (ms): a message alone is heard nearly at once. */
const QUIET = 600;
/** And at the latest so long after the first (ms), for a room where nobody ever rests. */
const LONGEST = 5000;
/** A message among several is cut to so many characters; one alone is heard in full. */
const AMONG = 200;

/** `more` has come at `now`. */
export function gathered(before: Gathered | null, more: readonly Heard[], now: number): Gathered | null {
  if (!more.length) return before;
  const since = before?.since ?? now;
  const heard = [...(before?.heard ?? []), ...more];
  return { heard, since, due: Math.min(now + QUIET, since + LONGEST) };
}

/** What is left when the messages `gone` were deleted meanwhile. */
export function without(before: Gathered | null, gone: readonly number[]): Gathered | null {
  const heard = before?.heard.filter(({ number }) => !gone.includes(number)) ?? [];
  return before && heard.length ? { ...before, heard } : null;
}

/** What is said of them: how many, and the last one, of which `words` makes what is heard. That one
 * alone is read through, since a burst may be long. */
export function told(
  { heard }: Gathered,
  words: (text: string) => string,
): { count: number; name: string; text: string } {
  const [count, last] = [heard.length, heard.at(-1)];
  const text = words(last?.text ?? '');
  return { count, name: last?.name ?? '', text: count > 1 ? shortened(text) : text };
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > AMONG ? `${characters.slice(0, AMONG).join('')}…` : text;
}
