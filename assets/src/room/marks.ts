/** What is said of a message that may not be its author's. */
import type { Key } from '../i18n/words';
import type { SaidRow } from '../state/rows';
import type { Fault } from '../wire';

export type Doubt = Fault | 'unsigned';

/** `fault`: what the program found; that a signature is missing is to be seen from the message. */
export function doubtOf(row: SaidRow, fault: Fault | undefined): Doubt | null {
  if (fault) return fault;
  const bare = row.state === 'stored' && row.text !== null && !row.signed;
  return bare && !isGuest(row.author) ? 'unsigned' : null;
}

/** Without a key of one's own nothing can be signed. */
export function isGuest(author: string): boolean {
  return !author.startsWith('m_');
}

/** Whether somebody has done what nobody does by accident. */
export function isGrave(doubt: Doubt): boolean {
  return doubt !== 'unsigned' && doubt !== 'no_key';
}

const sentences: Record<Doubt, Key> = {
  forged: 'mark.forged',
  unsigned: 'mark.unsigned',
  no_key: 'mark.no_key',
  wrong_key: 'mark.wrong_key',
  emptied: 'mark.emptied',
};
/** Where it stands under one's own name. */
const ofOwn: Partial<Record<Doubt, Key>> = {
  forged: 'mark.forged.own',
  unsigned: 'mark.unsigned.own',
  emptied: 'mark.emptied.own',
};

export function doubtKey(doubt: Doubt, own: boolean): Key {
  return (own && ofOwn[doubt]) || sentences[doubt];
}
