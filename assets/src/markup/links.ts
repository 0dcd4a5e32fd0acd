/** Finds the addresses in a text. Only http, https, mailto and our own invitations are ever links. */

export type Piece = {
  text: string;
  href?: string;
  /** where it really leads, if it looks like another address */
  host?: string | null;
};

const START = /\b(?:https?:\/\/|mailto:|sarangbang:\/\/)[^\s<>"'`|\\^{}\u2018-\u201f\u3000-\u303f\uff00-\uffef]+/giu;
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
    found.push({ text: address, href, host: disguised(address, href) });
    done = match.index + address.length;
  }
  if (done < text.length) found.push({ text: text.slice(done) });
  return found;
}

/** The address that begins at `index`, else null. */
export function addressAt(text: string, index: number): string | null {
  const match = new RegExp(START, 'iuy');
  match.lastIndex = index;
  const found = match.exec(text);
  const address = found && trimmed(found[0]);
  return address && allowed(address) ? address : null;
}

/** The host that a link really leads to, where its text looks like another address; else null. */
export function disguised(text: string, href: string): string | null {
  const shown = /^(?:[a-z][a-z0-9+.-]*:\/*)?(?:[^\s/?#@]*@)?([^\s/?#:@]+\.[^\s/?#:@.]{2,})/iu.exec(text.trim());
  const host = hostOf(href);
  // What comes before an @ looks like the host and is none.
  const masked = /^https?:\/\/[^/?#]*@/iu.test(href);
  if (!host || (!shown && !masked)) return null;
  return !masked && shown?.[1] && hostOf(`https://${shown[1]}`) === host ? null : host;
}

function hostOf(address: string): string | null {
  try {
    const url = new URL(address);
    const named = url.protocol === 'mailto:' ? url.pathname.split('@').at(-1) : url.hostname;
    return named?.replace(/^www\./, '') || null;
  } catch {
    return null;
  }
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

/** The address if it is of an allowed scheme and can be read, else null. */
function checked(address: string): string | null {
  return allowed(address) ? address : null;
}

/** Whether a press on this may lead anywhere. */
export function allowed(address: string): boolean {
  // The URL parser would take white space and control signs away that others might read.
  if (/[\u0000-\u0020\u007f-\u00a0\u2028\u2029]/u.test(address)) return false;
  try {
    const url = new URL(address);
    if (url.protocol === 'mailto:') return url.pathname.includes('@');
    if (url.protocol === 'sarangbang:') return url.hostname === 'join';
    return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
  } catch {
    return false;
  }
}
