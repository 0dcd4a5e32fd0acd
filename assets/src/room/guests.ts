/** Sentences about a room's rules, as a guest reads them, and what a guest pastes. */
import { many, t, type Key, type Stem } from '../i18n/words';
import type { Admission } from '../wire';

const WHO = {
  open: 'guest.rule.open',
  ask: 'guest.rule.ask',
  invited: 'guest.rule.invited',
} as const;

/** Who may come in; `invited`: the guest has an invitation at hand. */
export function whoOf(admission: Admission, invited: boolean): string {
  return t(invited && admission !== 'open' ? 'guest.rule.invitation' : WHO[admission]);
}

/** Sentences about how much of what was said before can be read. */
interface Reads {
  all: Key;
  none: Key;
  some: Stem;
}
/** As the guest reads it who has not come in yet. */
export const MINE: Reads = {
  all: 'guest.history.all',
  none: 'guest.history.none',
  some: 'guest.history.some',
};
/** As it is said of whoever comes from now on. */
export const NEWCOMERS: Reads = {
  all: 'guest.about.history.all',
  none: 'guest.about.history.none',
  some: 'guest.about.history.some',
};

/** `history`: all (-1), nothing (0), or the newest so many entries. */
export function historyOf(history: number, reads: Reads): string {
  if (history < 0) return t(reads.all);
  return history === 0 ? t(reads.none) : many(reads.some, history);
}

/** The secret in what was pasted: the guest page's link, the program's link, or the bare secret. */
export function secretOf(text: string): string {
  const link = /\S*#(\S+)/.exec(text)?.[1];
  if (!link) return text;
  return new URLSearchParams(link).get('invite') ?? link;
}
