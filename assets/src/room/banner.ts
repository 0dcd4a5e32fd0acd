/** What stands above the timeline when the room is not simply open, and what can be done. */
import { waysOn, type Way } from '../home/ways';
import type { Refusal, RoomState } from '../wire';
import { differsBanner } from './differs';

export type Act = Way | 'start' | 'leave';
type Said =
  | 'state.connecting'
  | 'state.program'
  | 'state.retrying'
  | 'state.lost'
  | 'state.no_network'
  | 'state.closed'
  | 'state.stopped'
  | 'state.left'
  | 'state.aside'
  | 'state.twice'
  | 'state.twice.somewhere'
  | 'differs.from'
  | 'differs.ends'
  | 'differs.looking'
  | 'differs.unknown';

export interface Banner {
  /** `calm`: nothing is wrong; `away`: the host is; `stop`: the person has to do something. */
  tone: 'calm' | 'away' | 'stop';
  /** The sentence; null: that of the refusal `code`. */
  said: Said | null;
  refusal?: Refusal;
  /** A second sentence: what follows from what one does. */
  more?: 'differs.more';
  /** The number in the sentence. */
  number?: number;
  /** The time in the sentence (ms). */
  since?: number;
  /** The address in the sentence. */
  address?: string;
  /** What to do about it. */
  advice?: 'state.twice.do';
  /** When the next try is due (ms); counted down. */
  next?: number;
  /** What is written now goes out later. */
  offline: boolean;
  acts: Act[];
}

export interface Standing {
  guest: boolean;
  /** This device itself has no network. */
  offline: boolean;
  /** The log was kept aside: there is no host to reach. */
  aside: boolean;
  /** The page's own line is up. */
  up: boolean;
  status: RoomState;
  nextTry: number;
  downSince: number;
}

/** Why the next try waits, where the host itself has said so; else it was not reached. */
const TOLD = ['room_full', 'too_many_tries', 'storage_full', 'waiting', 'not_sarangbang'];

export function bannerOf(standing: Standing): Banner | null {
  const { status, up, guest, aside } = standing;
  if (aside) return { tone: 'calm', said: 'state.aside', offline: false, acts: ['forget'] };
  if (status.kind === 'refused') {
    if (status.code === 'log_differs' && !guest) return differsBanner(status);
    const ways = guest ? guestWays : waysOn;
    const acts = ways(status.code, status.suggestion);
    const tone = status.code === 'waiting' ? 'calm' : 'stop';
    return { tone, said: null, refusal: status, offline: false, acts };
  }
  if (!up && guest) return awayOfGuest(standing);
  if (!up) return { tone: 'away', said: 'state.program', offline: false, acts: [] };
  switch (status.kind) {
    case 'hosting':
    case 'connected':
      return status.twice === undefined ? null : twice(status.twice);
    case 'connecting':
      return { tone: 'calm', said: 'state.connecting', offline: false, acts: [] };
    case 'stopped':
      return { tone: 'calm', said: 'state.stopped', offline: false, acts: ['start'] };
    case 'retrying': {
      const banner = away('state.retrying', status.since, status.at);
      if (!TOLD.includes(status.reason)) return banner;
      return { ...banner, said: null, refusal: { code: status.reason, message: '' } };
    }
    case 'lost':
      return away('state.lost', status.since, status.retry_at);
    case 'closed_by_host':
      return away('state.closed', status.since, status.retry_at);
    case 'left':
      return { tone: 'calm', said: 'state.left', offline: false, acts: ['rejoin', 'forget'] };
    default:
      return never(status);
  }
}

function twice(address: string): Banner {
  const said = address ? 'state.twice' : 'state.twice.somewhere';
  return { tone: 'calm', said, address, advice: 'state.twice.do', offline: false, acts: [] };
}

function away(said: Said, since: number, next: number | undefined): Banner {
  const times = next === undefined ? { since } : { since, next };
  return { tone: 'away', said, ...times, offline: true, acts: ['retry', 'address'] };
}

/** Why the next try waits, as the host has told a guest; until then it says so of itself. */
const TOLD_GUESTS = [...TOLD, 'unknown_room'];

function awayOfGuest({ status, offline, nextTry: next, downSince }: Standing): Banner {
  const since = status.kind === 'closed_by_host' ? status.since : downSince;
  if (!since) return { tone: 'calm', said: 'state.connecting', offline: false, acts: [] };
  const banner: Banner = { tone: 'away', said: 'state.lost', since, next, offline: true, acts: ['retry'] };
  if (offline) return { ...banner, said: 'state.no_network' };
  if (status.kind === 'closed_by_host') return { ...banner, said: 'state.closed' };
  if (status.kind !== 'retrying' || !TOLD_GUESTS.includes(status.reason)) return banner;
  return { ...banner, said: null, refusal: { code: status.reason, message: '' } };
}

/** A guest goes back to the first screen, where name and invitation are asked for. */
function guestWays(code: string, suggestion?: string): Act[] {
  if (code === 'name_taken' && suggestion) return ['as', 'name'];
  if (code === 'removed') return ['ask'];
  return code === 'banned' ? [] : ['rejoin'];
}

/** Whether a message can be written at all; while the host is away it waits. */
export function canWrite(status: RoomState): boolean {
  return status.kind !== 'stopped' && status.kind !== 'left' && status.kind !== 'refused';
}

function never(status: never): never {
  throw new Error(`a state without a banner: ${JSON.stringify(status)}`);
}
