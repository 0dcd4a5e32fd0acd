/** The text of a message that was found, in pieces: what was looked for, and what lies between. */
import type { Hit } from '../wire';

export interface Piece {
  text: string;
  found: boolean;
}

/** Stand around what was found while the Markdown is taken away: letters, so that an address with
 * one in it is still an address, and of a script (Yi) that a message here hardly holds. */
const [START, END] = ['\ua3f0', '\ua3f1'];

/** The pieces of a message that was found, as `words` leaves it of its Markdown. */
export function marked(hit: Pick<Hit, 'text' | 'marks'>, words: (text: string) => string): Piece[] {
  if (hit.text.includes(START) || hit.text.includes(END)) return piecesOf(hit);
  const around = piecesOf(hit).map(({ text, found }) => (found ? START + text + END : text));
  // Also where an address was taken away with only one of the two.
  return words(around.join(''))
    .split(/(\ua3f0[^\ua3f0\ua3f1]*\ua3f1)/u)
    .map((text) => ({ text: text.replace(/[\ua3f0\ua3f1]/gu, ''), found: /^\ua3f0[^]*\ua3f1$/u.test(text) }))
    .filter(({ text }) => text !== '');
}

/** `marks` count code points, as the program does; a text counts UTF-16 units. */
function piecesOf(hit: Pick<Hit, 'text' | 'marks'>): Piece[] {
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
