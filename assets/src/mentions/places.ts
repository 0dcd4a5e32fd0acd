/** Where laid-out words mean somebody: each place gets a holder of its own, for a button. */
import type { Mention } from '../wire';
import { calledPieces } from './pieces';

export interface CalledPlace {
  holder: HTMLElement;
  text: string;
  mention: Mention;
}

/** Puts holders into `element`; nobody is meant in code and in addresses. */
export function placesIn(element: HTMLElement, mentions: readonly Mention[]): CalledPlace[] {
  if (!mentions.length) return [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (!text.parentElement?.closest('code, pre, a') && text.data.includes('@')) texts.push(text);
  }
  const places: CalledPlace[] = [];
  for (const text of texts) {
    const made = calledPieces(text.data, mentions).map((piece) => {
      if (!piece.mention) return document.createTextNode(piece.text);
      const holder = document.createElement('span');
      places.push({ holder, text: piece.text, mention: piece.mention });
      return holder;
    });
    text.replaceWith(...made);
  }
  return places;
}
