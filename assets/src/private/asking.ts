/** Asks somebody to talk in private, and answers who asks; what could not be done is said. */
import { toast } from '../components/toast.svelte';
import { sentence, t, type Key } from '../i18n/words';
import { home } from '../state/home.svelte';
import { page } from '../state/page.svelte';
import type { Member, PrivateAnswer, PrivateWish, Refusal } from '../wire';
import { roomWith } from './two';

/** What the same code says of a room for two, where that is something else than of any room. */
const own = new Set([
  'no_key',
  'gone',
  'no_answer',
  'away',
  'closing',
  'refused',
  'unknown_room',
  'invite_wrong',
  'not_allowed',
]);

export function privateSentence(refusal: Refusal): string {
  return own.has(refusal.code) ? t(`private.error.${refusal.code}` as Key) : sentence(refusal);
}

/** Asks a member of `room`, and shows the room for two; else why not. */
export async function askMember(room: string, member: Member): Promise<Refusal | null> {
  const where = home.card(room)?.name ?? '';
  const answer = await home.ask('talk_privately', { room, member: member.id });
  if (!answer.ok) return answer.error;
  page.show(answer.room);
  const told = answer.delivered ? 'private.asked' : 'private.asked_away';
  toast.show(t(told, { name: member.name, room: where }));
  return null;
}

/** Shows the room for two that there is, and opens it where it is hosted here. */
export async function openWith(member: string): Promise<Refusal | null> {
  const card = roomWith(member, home.rooms);
  if (!card) return null;
  if (card.role === 'host' && card.state.kind !== 'hosting') {
    const answer = await home.ask('start', { room: card.id });
    if (!answer.ok) return answer.error;
  }
  page.show(card.id);
  return null;
}

/** Whoever accepts is shown the room. */
export async function answerWish(wish: PrivateWish, how: PrivateAnswer): Promise<Refusal | null> {
  const answer = await home.ask('answer_private', { wish: wish.wish, answer: how });
  if (!answer.ok) return answer.error;
  if (answer.room) page.show(answer.room);
  return null;
}
