/**
 * Where the page asks for a text's layout. The parser is fetched beside the first steps of the page,
 * so that the window's start does not wait for it; until then a text stands as it was typed.
 */
import type { Laid } from './laid';
import { linesOf } from './plain';

let layOut = $state.raw<((text: string) => Laid) | null>(null);

export async function fetchMarkup(): Promise<void> {
  layOut = (await import('./laid')).layOut;
}

export function laid(text: string): Laid {
  return layOut?.(text) ?? { nodes: null, words: text, lines: linesOf(text) };
}

/** The words alone, for where a text is shown short. */
export function words(text: string): string {
  return laid(text).words;
}
