/** Rooms for two: what they are called, and whether somebody can be asked into one. Pure. */
import type { Card, Member } from '../wire';

/** A room for two is called as the other one is, wherever it is shown. */
export function named(card: Card): Card {
  return card.two?.name ? { ...card, name: card.two.name } : card;
}

/** `none`: nothing to offer; `open`: there is such a room, and the other has come into it; `ask`:
 * they can be asked, or asked again; the rest is why not. */
export type TalkWay = 'none' | 'open' | 'ask' | 'no_key' | 'unreachable';

/** `room`: where one meets the member; `live`: its host is there. */
export function wayTo(
  member: Pick<Member, 'id' | 'key'>,
  room: { id: string | null; live: boolean },
  cards: readonly Card[],
): TalkWay {
  if (cards.some((card) => card.id === room.id && card.two)) return 'none';
  if (member.key === undefined) return 'no_key';
  const two = roomWith(member.id, cards);
  if (two && (two.role === 'member' || two.members_total > 1)) return 'open';
  return room.live ? 'ask' : 'unreachable';
}

/** The room for two with a member, if there is one; what was kept aside is none. */
export function roomWith(member: string, cards: readonly Card[]): Card | undefined {
  return cards.find((card) => card.two?.member === member && !card.id.includes('~'));
}
