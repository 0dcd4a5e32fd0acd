/**
 * The emoji by name, in the person's language; fetched from this program when first needed.
 * Names and order are emojibase's.
 */
import type { Language } from '../state/page.svelte';
import { undrawable } from './undrawable';

export interface Emoji {
  unicode: string;
  hexcode: string;
  label: string;
  tags?: string[];
  group?: number;
}

/** Regional letters and skin tones stand for themselves nowhere. */
const COMPONENTS = 2;

const books: Record<Language, () => Promise<Emoji[]>> = {
  en: async () => (await import('emojibase-data/en/compact.json')).default as Emoji[],
  ko: async () => (await import('emojibase-data/ko/compact.json')).default as Emoji[],
};

/** Looked for once; the same in both languages. */
let lacking: Promise<Set<string>> | null = null;

/** All there are. */
export async function everyEmoji(language: Language): Promise<Emoji[]> {
  return (await books[language]())
    .filter((one) => one.group !== undefined && one.group !== COMPONENTS)
    .map((one) => ({ ...one, unicode: spelled(one.unicode) }));
}

/** Those that this computer can draw. */
export async function emojiOf(language: Language): Promise<Emoji[]> {
  const all = await everyEmoji(language);
  const missing = await (lacking ??= undrawable(all.map((one) => one.unicode)));
  return all.filter((one) => !missing.has(one.unicode));
}

/** One spelling for what looks the same: without the sign that asks for colours where they come by
 * themselves. Keyboards leave it out there, emojibase does not. */
export function spelled(emoji: string): string {
  return emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');
}

/** Those whose name or tags begin a word with `text`: `used` ones first, then what is called so and
 * nothing else. */
export function find(all: readonly Emoji[], text: string, used: readonly string[] = []): Emoji[] {
  const wanted = text.trim().toLocaleLowerCase();
  if (!wanted) return [...all];
  const found: [Emoji[], Emoji[], Emoji[], Emoji[]] = [[], [], [], []];
  for (const one of all) {
    const words = [one.label, ...(one.tags ?? [])].map((word) => word.toLocaleLowerCase());
    if (!words.some((word) => word.startsWith(wanted) || word.includes(` ${wanted}`))) continue;
    const rank = used.includes(one.unicode) ? 0 : words[0] === wanted ? 1 : words.includes(wanted) ? 2 : 3;
    found[rank].push(one);
  }
  return found.flat();
}
