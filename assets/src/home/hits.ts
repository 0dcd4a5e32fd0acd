/** The text of a message that was found, in pieces: what was looked for, and what lies between. */
import type { Hit } from '../wire';

export interface Piece {
  text: string;
  found: boolean;
}

/** `marks` count code points, as the program does; a text counts UTF-16 units. */
export function marked(hit: Pick<Hit, 'text' | 'marks'>): Piece[] {
  const letters = [...hit.text];
  const pieces: Piece[] = [];
  let at = 0;
  const put = (end: number, found: boolean): void => {
    if (end > at) pieces.push({ text: letters.slice(at, end).join(''), found });
    at = Math.max(at, end);
  };
  for (const [start, end] of hit.marks) {
    put(start, false);
    put(end, true);
  }
  put(letters.length, false);
  return pieces;
}
