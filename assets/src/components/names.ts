/** The colour of a name: the same for a member everywhere and always, by its id alone. */

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

/** A CSS value for a member's colour. */
export function colourOf(id: string): string {
  return `var(--name-${inkOf(id)})`;
}

/** Letters as people see them: a family of emoji is one. Older engines count code points. */
const letters = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter() : null;

/** The letter on the avatar: the last syllable block of a Hangul given name says little, the first
 * character of any name is what people look for. */
export function initialOf(name: string): string {
  const trimmed = name.trim();
  const first = letters?.segment(trimmed)[Symbol.iterator]().next().value?.segment;
  return (first ?? [...trimmed][0])?.toUpperCase() ?? '·';
}
