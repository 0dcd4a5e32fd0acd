/** Colours for code, as pieces with a class; fetched from this program with the first code shown. */
import type { ElementContent } from 'hast';

export interface Piece {
  text: string;
  /** of the innermost thing it is */
  look: string;
}
type Lowlight = ReturnType<typeof import('lowlight').createLowlight>;

/** More than this is shown in one colour: to read it takes the page too long. */
const LONGEST = 12_000;

/** So many pieces of code keep their colours, for when their row comes into sight again. */
const KEPT = 200;
const kept = new Map<string, Piece[]>();

/** The pieces of `code`, if they were worked out before. */
export function highlighted(code: string, language: string): Piece[] | null {
  return kept.get(`${language}\n${code}`) ?? null;
}

let fetched: Promise<Lowlight> | null = null;

/** The pieces of `code`; null where the language is unknown. */
export async function highlight(code: string, language: string): Promise<Piece[] | null> {
  if (!language || code.length > LONGEST) return null;
  const lowlight = await (fetched ??= import('./languages').then(({ lowlight }) => lowlight));
  const name = language.toLowerCase();
  if (!lowlight.registered(name)) return null;
  const pieces = piecesOf(lowlight.highlight(name, code, { prefix: '' }).children as ElementContent[]);
  kept.set(`${language}\n${code}`, pieces);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return pieces;
}

export function piecesOf(nodes: readonly ElementContent[], look = ''): Piece[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text') return [{ text: node.value, look }];
    if (node.type !== 'element') return [];
    const [own] = (node.properties.className ?? []) as string[];
    return piecesOf(node.children, own?.replace(/_$/u, '') ?? look);
  });
}
