/** The colour of a name: by the member's id alone, unless it has chosen another. */

/** As many inks as `tokens.css` has (`--name-0` …). */
export const INKS = 12;

/** FNV-1a over the id: spreads ids that differ in one character. */
export function inkOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) {
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193) >>> 0;
  }
  // The low bits of FNV are its weaker ones.
  return ((hash >>> 16) ^ (hash & 0xffff)) % INKS;
}

/** A CSS value for a member's colour; `chosen` is the ink it has chosen, if it has. */
export function colourOf(id: string, chosen?: number): string {
  return `var(--name-${isInk(chosen) ? chosen : inkOf(id)})`;
}

export function isInk(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < INKS;
}

/** Letters as people see them: a family of emoji is one. Older engines count code points. */
const letters = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter() : null;

/** The letter on the avatar: the last syllable block of a Hangul given name says little, the first
 * character of any name is what people look for. */
export function initialOf(name: string): string {
  return lettersOf(name, 1)[0]?.toUpperCase() ?? '·';
}

/** The first letters of a text, at most so many. */
export function lettersOf(text: string, most: number): string[] {
  const trimmed = text.trim();
  if (!letters) return [...trimmed].slice(0, most);
  const found: string[] = [];
  for (const { segment } of letters.segment(trimmed)) {
    if (found.push(segment) >= most) break;
  }
  return found;
}
