/** What may be done about a member, by how much one may do here oneself. Pure. */
import type { Member } from '../wire';

export type MemberAct = 'promote' | 'demote' | 'mute' | 'unmute' | 'free' | 'remove' | 'ban';

const MODERATOR = 2;
const HOST = 3;

/**
 * `mine` and `theirs` as `Room.rankOf`. A guest is not made a moderator: what a browser is told
 * and says travels unencrypted, and with it the right to remove others would.
 */
export function actsOn(mine: number, theirs: number, member: Member): MemberAct[] {
  if (mine < MODERATOR || mine <= theirs) return [];
  const acts: MemberAct[] = [];
  if (mine >= HOST && theirs >= MODERATOR) acts.push('demote');
  else if (mine >= HOST && member.key !== undefined) acts.push('promote');
  acts.push(member.muted ? 'unmute' : 'mute');
  if (!member.online) acts.push('free');
  return [...acts, 'remove', 'ban'];
}
