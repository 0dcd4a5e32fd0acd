/** Finds the web addresses in a text. Only http, https and mailto are ever links. */

export type Piece = { text: string; href?: string };

const START = /\b(?:https?:\/\/|mailto:)[^\s<>"'`|\\^{}\u2018-\u201f\u3000-\u303f\uff00-\uffef]+/giu;
/** What ends a sentence rather than an address. */
const TAIL = /[.,:;!?…·)\]}*_~]$/u;
/** A host in Latin letters, with a Korean word hanging on to it: example.com에서 */
const LATIN_HOST = /^(https?:\/\/(?:[^\s/?#@]*@)?(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+|localhost|\[[0-9a-f:.]+\])(?::\d+)?)[\p{Script=Hangul}]/iu;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(START)) {
    const address = trimmed(match[0]);
    const href = checked(address);
    if (!href || match.index < done) continue;
    if (match.index > done) found.push({ text: text.slice(done, match.index) });
    found.push({ text: address, href });
    done = match.index + address.length;
  }
  if (done < text.length) found.push({ text: text.slice(done) });
  return found;
}

function trimmed(address: string): string {
  let kept = LATIN_HOST.exec(address)?.[1] ?? address;
  while (TAIL.test(kept)) {
    const end = kept.at(-1)!;
    // A bracket that was opened inside belongs to the address: …/wiki/Seoul_(city)
    if (end === ')' && count(kept, '(') >= count(kept, ')')) break;
    if (end === ']' && count(kept, '[') >= count(kept, ']')) break;
    kept = kept.slice(0, -end.length);
  }
  return kept;
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

/** The address if it is one of the three schemes and can be read, else null. */
function checked(address: string): string | null {
  try {
    const url = new URL(address);
    if (url.protocol === 'mailto:') return url.pathname.includes('@') ? address : null;
    return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname ? address : null;
  } catch {
    return null;
  }
}
