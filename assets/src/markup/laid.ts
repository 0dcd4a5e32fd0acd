/** A text laid out: parsed, cleaned and kept, so that a row that comes into sight again costs nothing. */
import { clean } from './clean';
import { htmlOf, mayHoldMarkup, parse } from './parser';
import { heightOf, linesOf, wordsOf } from './plain';

export interface Laid {
  /** What to show a copy of; null: the text as it was typed. */
  nodes: DocumentFragment | null;
  words: string;
  /** about */
  lines: number;
}

/** As many rows as somebody looks through in a while. */
const KEPT = 1200;
const kept = new Map<string, Laid>();

export function layOut(text: string): Laid {
  const known = kept.get(text);
  if (known) {
    // The one used last is thrown away last.
    kept.delete(text);
    kept.set(text, known);
    return known;
  }
  const laid = made(text);
  kept.set(text, laid);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return laid;
}

function made(text: string): Laid {
  const typed = { nodes: null, words: text, lines: linesOf(text) };
  if (!mayHoldMarkup(text)) return typed;
  const { tokens, plain } = parse(text);
  if (plain) return typed;
  return { nodes: clean(htmlOf(tokens)), words: wordsOf(tokens), lines: heightOf(tokens) };
}
