/** Where a text means somebody. */
import type { Mention } from '../wire';
import { mayBegin } from './called';

export type CalledPiece = { text: string; mention?: Mention };

/** `text` cut at its mentions; of two names that begin alike the longer one. */
export function calledPieces(text: string, mentions: readonly Mention[]): CalledPiece[] {
  if (!mentions.length) return [{ text }];
  const longest = [...mentions].sort((one, other) => other.name.length - one.name.length);
  const found: CalledPiece[] = [];
  let done = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const mention = longest.find((one) => text.startsWith(one.name, at + 1));
    if (!mention || !mayBegin(text.slice(0, at))) continue;
    if (at > done) found.push({ text: text.slice(done, at) });
    done = at + 1 + mention.name.length;
    found.push({ text: text.slice(at, done), mention });
  }
  if (done < text.length) found.push({ text: text.slice(done) });
  return found;
}
