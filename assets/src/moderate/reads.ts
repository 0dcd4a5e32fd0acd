/** What newcomers may read, in words: for who is about to come in, and for who is in the room. */
import { many, t } from '../i18n/words';

/** `history` as in docs/protocol.md: -1 all, else so many entries before the newcomer. */
export function whatOneReads(history: number): string {
  if (history < 0) return t('reads.all');
  return history === 0 ? t('reads.none') : many('reads.some', history);
}
