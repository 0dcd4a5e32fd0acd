/** How it stands with a room: in words for its card, and what can be done about it. Pure. */
import type { Key } from '../i18n/words';
import type { Card, Refusal, RoomState } from '../wire';
import { isAside, waysOn, type Way } from './ways';

/** `well`: one can talk; `busy`: on the way; `away`: it takes care of itself; `stop`: it does not */
export type Tone = 'well' | 'busy' | 'away' | 'stop';

/** One sentence about a state. `seconds` and `at` (ms) fill its places; a refusal has its own. */
export type Line = { key: Key; seconds?: number; at?: number } | { refusal: Refusal };

export function toneOf(state: RoomState): Tone {
  switch (state.kind) {
    case 'hosting':
    case 'connected':
      return 'well';
    case 'connecting':
    case 'retrying':
      return 'busy';
    case 'lost':
    case 'closed_by_host':
    case 'stopped':
    case 'left':
      return 'away';
    case 'refused':
      return state.code === 'waiting' ? 'busy' : 'stop';
  }
}

/** What a card says; `now` in ms, so that the countdown is a matter of the clock alone. */
export function linesOf(state: RoomState, now: number, aside = false): Line[] {
  if (aside) return [{ key: 'rooms.aside' }];
  switch (state.kind) {
    case 'hosting':
      return [{ key: 'rooms.hosting' }];
    case 'stopped':
      return [{ key: 'rooms.stopped' }];
    case 'connecting':
      return [{ key: 'rooms.connecting' }];
    case 'connected':
      return [{ key: 'rooms.connected' }];
    case 'retrying':
      return [again(state.at, now)];
    case 'lost':
      return [{ key: 'rooms.away_since', at: state.since }, again(state.retry_at, now)];
    case 'closed_by_host':
      return [{ key: 'rooms.closed_since', at: state.since }];
    case 'refused':
      return [{ refusal: state }];
    case 'left':
      return [{ key: 'rooms.left' }];
  }
}

function again(at: number, now: number): Line {
  const seconds = Math.ceil((at - now) / 1000);
  return seconds > 0 ? { key: 'rooms.again_in', seconds } : { key: 'rooms.again_now' };
}

/** A room that answers, so that nothing has to be said before its last message. */
export function isWell(state: RoomState): boolean {
  return toneOf(state) === 'well';
}

export type Deed = Way | 'invite' | 'stop' | 'start' | 'leave' | 'read';

/** What a card offers, the most likely first. */
export function deedsOf(
  card: Pick<Card, 'id' | 'role' | 'state'> & Partial<Pick<Card, 'unread' | 'two'>>,
): Deed[] {
  // Into a room for two nobody else is let, whatever they show.
  const deeds = byState(card).filter((deed) => !card.two || deed !== 'invite');
  // Beside what ends something, so that it moves nothing when it comes and goes.
  return card.unread ? [...deeds, 'read'] : deeds;
}

function byState(card: Pick<Card, 'id' | 'role' | 'state'>): Deed[] {
  if (isAside(card.id)) return ['forget'];
  if (card.role === 'host') {
    return card.state.kind === 'hosting' ? ['invite', 'stop'] : ['start', 'forget'];
  }
  switch (card.state.kind) {
    case 'connected':
    case 'connecting':
      return ['leave', 'forget'];
    case 'retrying':
    case 'lost':
    case 'closed_by_host':
      return ['retry', 'address', 'leave', 'forget'];
    case 'refused': {
      const ways = waysOn(card.state.code, card.state.suggestion);
      if (ways.includes('forget')) return ways;
      return ways.includes('unask') ? [...ways, 'forget'] : [...ways, 'leave', 'forget'];
    }
    case 'left':
      return ['rejoin', 'forget'];
    default:
      return ['forget'];
  }
}
