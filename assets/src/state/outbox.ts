/**
 * Own messages that are not in the log yet, from two sides: those this page still has in hand
 * (`mine`, shown the moment Enter is pressed), and those that the program keeps on disk (`kept`,
 * told over the window door). A message is shown once, and goes when its entry has come.
 */
import type { Waiting } from '../wire';

export function merged(
  mine: readonly Waiting[],
  kept: readonly Waiting[],
  stored: ReadonlySet<string>,
): Waiting[] {
  const ids = new Set(kept.map((item) => item.id));
  return [...kept, ...mine.filter((item) => !ids.has(item.id))].filter(
    (item) => !stored.has(item.id),
  );
}

/** A UUID (version 4) from what every browser has, also on a page that is no secure context. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
