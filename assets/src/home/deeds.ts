/** What can be done with a room, asked of the program; what could not be done is said in a toast. */
import { toast } from '../components/toast.svelte';
import { sentence } from '../i18n/words';
import { home } from '../state/home.svelte';
import { page } from '../state/page.svelte';
import type { Card, HomeAsks } from '../wire';
import type { Deed } from './states';

/** Asks, and says what went wrong if it did. */
export async function attempt<K extends keyof HomeAsks & string>(
  name: K,
  data: HomeAsks[K]['ask'],
): Promise<boolean> {
  const answer = await home.ask(name, data);
  if (!answer.ok) toast.show(sentence(answer.error));
  return answer.ok;
}

/** Opens a hosted room again; on another network than last time the person is asked first who may
 * come in there, unless it is a room for two. */
export async function start(card: Card): Promise<void> {
  const room = card.id;
  if (card.network_changed && !card.two) page.dialog = { kind: 'start', room };
  else if (await attempt('start', { room })) page.show(room);
}

/** Does at once what harms nobody; for the rest a dialog asks. */
export function does(deed: Deed, card: Card): void {
  const room = card.id;
  switch (deed) {
    case 'start':
      void start(card);
      return;
    case 'follow':
      void attempt('follow', { room });
      return;
    case 'more':
    case 'retry':
      void attempt('retry_now', { room });
      return;
    case 'read':
      void attempt('read_all', { room });
      return;
    case 'stop':
      if (card.online > 1) page.dialog = { kind: 'stop', room };
      else void attempt('stop', { room });
      return;
    case 'as':
      if (card.state.kind === 'refused') {
        void attempt('come_in', { room, name: card.state.suggestion ?? '' });
      }
      return;
    case 'rejoin':
    case 'ask':
      void attempt('come_in', { room });
      return;
    case 'unask':
      void attempt('leave', { room });
      return;
    case 'invite':
    case 'name':
    case 'invitation':
    case 'address':
    case 'leave':
    case 'forget':
      page.dialog = { kind: deed, room };
      return;
  }
}
