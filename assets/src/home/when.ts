/** A time for a card: 14:02 today, Nov 22, 14:02 on another day. */
import { clock } from '../i18n/words';
import { page } from '../state/page.svelte';

/** `at` and `now` in ms since the epoch. */
export function when(at: number, now: number): string {
  if (new Date(at).toDateString() === new Date(now).toDateString()) return clock(at);
  const date = new Intl.DateTimeFormat(page.language, { month: 'short', day: 'numeric' }).format(at);
  return `${date} ${clock(at)}`;
}
