/** What stands above the timeline when the room is not simply open, and what can be done. */
import type { RoomState } from '../wire';

export type Act = 'retry' | 'address' | 'start' | 'rejoin' | 'invitation';
type Said =
  | 'state.connecting'
  | 'state.program'
  | 'state.retrying'
  | 'state.lost'
  | 'state.closed'
  | 'state.stopped'
  | 'state.left';

export interface Banner {
  /** `calm`: nothing is wrong; `away`: the host is; `stop`: the person has to do something. */
  tone: 'calm' | 'away' | 'stop';
  /** The sentence; null: that of the refusal `code`. */
  said: Said | null;
  refusal?: { code: string; message: string; suggestion?: string };
  /** The time in the sentence (ms). */
  since?: number;
  /** When the next try is due (ms); counted down. */
  next?: number;
  /** What is written now goes out later. */
  offline: boolean;
  acts: Act[];
}

export interface Standing {
  guest: boolean;
  /** The page's own line is up. */
  up: boolean;
  status: RoomState;
  nextTry: number;
  downSince: number;
}

/** Refusals that a new invitation, another name or another address answers. */
const BY_INVITATION = ['invite_needed', 'invite_wrong', 'key_changed', 'other_host', 'unknown_room'];
const BY_NAME = ['name_taken', 'name_invalid', 'removed', 'waiting_refused'];
const FOR_GOOD = ['banned'];

export function bannerOf(standing: Standing): Banner | null {
  const { status, up, guest } = standing;
  if (status.kind === 'refused') {
    return { tone: 'stop', said: null, refusal: status, offline: false, acts: wayOn(status.code, guest) };
  }
  if (!up && guest) return awayOfGuest(standing);
  if (!up) return { tone: 'away', said: 'state.program', offline: false, acts: [] };
  switch (status.kind) {
    case 'hosting':
    case 'connected':
      return null;
    case 'connecting':
      return { tone: 'calm', said: 'state.connecting', offline: false, acts: [] };
    case 'stopped':
      return { tone: 'calm', said: 'state.stopped', offline: false, acts: ['start'] };
    case 'retrying':
      return away('state.retrying', status.since, status.at);
    case 'lost':
      return away('state.lost', status.since, status.retry_at);
    case 'closed_by_host':
      return away('state.closed', status.since, status.retry_at);
    case 'left':
      return { tone: 'calm', said: 'state.left', offline: false, acts: ['rejoin'] };
    default:
      return never(status);
  }
}

function away(said: Said, since: number, next: number | undefined): Banner {
  const times = next === undefined ? { since } : { since, next };
  return { tone: 'away', said, ...times, offline: true, acts: ['retry', 'address'] };
}

function awayOfGuest({ status, nextTry: next, downSince }: Standing): Banner {
  const since = status.kind === 'closed_by_host' ? status.since : downSince;
  if (!since) return { tone: 'calm', said: 'state.connecting', offline: false, acts: [] };
  const said = status.kind === 'closed_by_host' ? 'state.closed' : 'state.lost';
  return { tone: 'away', said, since, next, offline: true, acts: ['retry'] };
}

function wayOn(code: string, guest: boolean): Act[] {
  if (FOR_GOOD.includes(code)) return [];
  if (BY_INVITATION.includes(code)) return ['invitation'];
  if (BY_NAME.includes(code)) return ['rejoin'];
  return guest ? ['rejoin'] : ['retry'];
}

/** Whether a message can be written at all; while the host is away it waits. */
export function canWrite(status: RoomState): boolean {
  return status.kind !== 'stopped' && status.kind !== 'left' && status.kind !== 'refused';
}

function never(status: never): never {
  throw new Error(`a state without a banner: ${JSON.stringify(status)}`);
}
