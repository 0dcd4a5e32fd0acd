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

/** Those that this computer can draw. */
export async function emojiOf(language: Language): Promise<Emoji[]> {
  const all = (await books[language]()).filter(
    (one) => one.group !== undefined && one.group !== COMPONENTS,
  );
  const missing = await (lacking ??= undrawable(all.map((one) => one.unicode)));
  return all.filter((one) => !missing.has(one.unicode));
}

/** Those whose name or tags begin a word with `text`. */
export function find(all: readonly Emoji[], text: string): Emoji[] {
  const wanted = text.trim().toLocaleLowerCase();
  if (!wanted) return [...all];
  const fits = (word: string): boolean =>
    word.toLocaleLowerCase().startsWith(wanted) || word.toLocaleLowerCase().includes(` ${wanted}`);
  return all.filter((one) => fits(one.label) || one.tags?.some(fits));
}
