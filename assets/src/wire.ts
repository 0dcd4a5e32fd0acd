/**
 * The types of everything that comes and goes, after docs/protocol.md. Types only: what a host
 * sends has been checked by this computer's own server before it gets here; the guest page reads
 * what it needs with care, since its host is the server it was loaded from.
 */
import type { ActAsks, ActBodies, Barred } from './wire-acts';
import type { About, Forwarded, HistoryAnswer, Mention, Quote } from './wire-talk';

export type { ActAsks, ActBodies, Barred } from './wire-acts';
export * from './wire-home';
export type {
  About,
  Forwarded,
  Found,
  HistoryAnswer,
  Hit,
  Mention,
  Quote,
  Reaction,
  SearchAsk,
} from './wire-talk';

/** A refusal: translated by `code`, else `message` is shown. */
export interface Refusal {
  code: string;
  message: string;
  suggestion?: string;
  /** of `removed` and `banned`: the reason that somebody gave */
  why?: string;
  /** of `waiting`: under which the wish goes on */
  probe?: string;
  /** of `waiting`, and of a name that cannot be had by somebody who was let in: to ask again with */
  ticket?: string;
  /** of `own_room`: which of one's own rooms it is */
  room?: string;
  retry_after_ms?: number;
  supported?: number[];
}

/** What a request is acknowledged with. */
export type Answer<T = unknown> = ({ ok: true } & T) | { ok: false; error: Refusal };

/* ------------------------------------------------------------------ a room */

/** How somebody shows itself; what is left out follows from its name and key. */
export interface Profile {
  /** one line about oneself */
  status?: string;
  /** one of the inks for names */
  colour?: number;
  /** an emoji, or one or two letters */
  picture?: string;
}

export interface Limits {
  text: number;
  name: number;
  status?: number;
  room_name?: number;
  topic?: number;
  why?: number;
  history?: number;
}

/** What each kind of entry says. Kinds not named here are passed over. */
export interface Bodies extends ActBodies {
  opened: { room: string; name: string; open: boolean };
  joined: {
    first: number;
    door: 'window' | 'lan' | 'guest';
    key?: string;
    way?: Way;
    by?: string;
  };
  said: {
    text: string;
    reply_to?: number;
    reply_to_id?: string;
    mentions?: Mention[];
    forwarded?: Forwarded;
  };
  renamed: { name: string; was: string };
  left: { reason: 'left' | 'removed' | 'banned' | 'expired' };
  admission_changed: { open: boolean; was: boolean; admission?: Admission };
}
export type Kind = keyof Bodies;

/** How somebody came in. */
export type Way = 'open' | 'invite' | 'code' | 'let_in';

/** Who may come in: anyone on this network, whoever is let in after asking, or the invited. */
export type Admission = 'open' | 'ask' | 'invited';

/** An entry as it travels; `body` is what `Bodies` says only if `kind` is known. */
export interface Entry {
  number: number;
  term: number;
  id: string;
  at: number;
  author: string;
  name: string;
  kind: string;
  body?: unknown;
  signature?: string;
}

/** What the program found wrong with an entry (docs/protocol.md, `marks`). */
export type Fault = 'forged' | 'no_key' | 'wrong_key' | 'emptied';
/** `fault` null: nothing is wrong with it any more. */
export interface Mark {
  number: number;
  fault: Fault | null;
}

/** An entry of a kind that this page knows. */
export type Known = {
  [K in Kind]: Omit<Entry, 'kind' | 'body'> & { kind: K; body: Bodies[K] };
}[Kind];

export interface Member extends Profile {
  id: string;
  name: string;
  online: boolean;
  role?: 'host' | 'moderator' | 'member' | 'guest';
  /** the public key (base64url); a guest has none */
  key?: string;
  /** the number of the entry with which they came in */
  joined?: number;
  /** may read, and not write */
  muted?: boolean;
  /** how they came in and who saw to it; told to the host and moderators */
  way?: Way;
  by?: { id: string; name: string };
}

export type Signal =
  | { kind: 'typing'; member: string }
  | ({ kind: 'online'; member: string; name?: string; muted?: boolean } & Profile)
  | { kind: 'offline'; member: string }
  /** up to this entry; 0: they do not say it any more */
  | { kind: 'read'; member: string; number: number };

/** An own message that is not in the log yet. */
export interface Waiting {
  id: string;
  text: string;
  reply_to?: number;
  mentions?: Mention[];
  forwarded?: Forwarded;
  at: number;
  state: 'waiting' | 'refused';
  error?: Refusal;
  /** the host takes it no sooner (ms) */
  retry_at?: number;
}

/** A host that lets one in no more, or whose room is another one now (`log_differs`): then where
 * that begins, if it is known, or that it is looked for. */
export interface Refused {
  kind: 'refused';
  code: string;
  message: string;
  suggestion?: string;
  why?: string;
  parting?: { number: number; at: number; last: number };
  looking?: boolean;
}

/** How it stands with a room, for its card and for the banner above its timeline. */
export type RoomState =
  | { kind: 'hosting'; twice?: string }
  | { kind: 'stopped' }
  | { kind: 'connecting' }
  /** `twice`: one's identity is in use on another computer too, at this address if it is known */
  | { kind: 'connected'; twice?: string }
  | { kind: 'retrying'; at: number; since: number; reason: string }
  | { kind: 'closed_by_host'; since: number; retry_at?: number }
  | { kind: 'lost'; since: number; retry_at: number }
  | Refused
  | { kind: 'left' };

/** How one who asks to come in is answered. */
export type KnockAnswer = 'let_in' | 'refuse' | 'refuse_for_good';

/** How somebody shows itself, without words. */
export type Looks = Pick<Profile, 'colour' | 'picture'>;

/** Somebody who asks to come in. Without `check_number` they have no key. `Looks`: which they had
 * when they were here before. */
export interface Knock extends Looks {
  knock: string;
  name: string;
  address: string;
  door: string;
  since: number;
  member?: string;
  check_number?: string;
  /** was here before */
  known?: boolean;
  /** what they were called then */
  was?: string;
  /** was removed */
  removed?: boolean;
  /** the member that they could be taken for */
  like?: string | null;
}

export interface Welcome {
  protocol: number;
  room: {
    id: string;
    name: string;
    open: boolean;
    admission?: Admission;
    topic?: string;
    history?: number;
    slow_mode?: number;
  };
  you: { id: string; name: string; role?: Member['role'] } & Profile;
  session?: string;
  members: Member[];
  members_total: number;
  first: number;
  from: number;
  last: number;
  chain: string;
  state: { name?: string; open?: boolean; host?: string; term?: number };
  limits: Limits;
  about?: About[];
  about_at?: number;
  quotes?: Quote[];
  /* of the window door only */
  role?: 'host' | 'member';
  /** another number: another log under the same id */
  log?: number;
  /** the entries before which this log and one that was kept aside part */
  parted?: number[];
  read?: number;
  draft?: string;
  waiting?: Waiting[];
  status?: RoomState;
}

export interface Bye {
  code: string;
  message: string;
  retry_after_ms?: number;
  why?: string;
}

export type HistoryAsk = { before: number; limit: number } | { after: number; limit: number };

/** Requests on `/room`: what is asked and what is answered. */
export interface RoomAsks extends ActAsks {
  say: { ask: Say; answer: Said };
  history: { ask: HistoryAsk; answer: HistoryAnswer };
  members: { ask: { after?: string; limit?: number }; answer: { members: Member[]; more: boolean } };
  rename: { ask: { id: string; name: string }; answer: Said };
  profile: { ask: { id: string } & Profile; answer: Said };
  leave: { ask: { id: string }; answer: Said };
  amend: { ask: { id: string; number: number; text: string; mentions?: Mention[] }; answer: Said };
  withdraw: { ask: { id: string; number: number }; answer: Said };
  react: { ask: { id: string; number: number; emoji: string; on: boolean }; answer: Said };
  pin: { ask: { id: string; number: number }; answer: Said };
  unpin: { ask: { id: string; number: number }; answer: Said };
  versions: { ask: { number: number }; answer: { entries: Entry[] } };
  pins: { ask: object; answer: { entries: Entry[]; about?: About[] } };
  banned: { ask: object; answer: { banned: Barred[] } };
  answer_knock: { ask: { knock: string; answer: KnockAnswer }; answer: object };
}
export interface Say {
  id: string;
  text: string;
  reply_to?: number;
  mentions?: Mention[];
  forwarded?: Forwarded;
}
export interface Said {
  number?: number;
  at?: number;
  queued?: boolean;
}

/** Events of `/room` that the page listens to. */
export interface RoomEvents {
  welcome: Welcome;
  entries: Entry[];
  signals: Signal[];
  bye: Bye;
  status: RoomState;
  waiting: Waiting[];
  marks: Mark[];
  knocks: Knock[];
}

export interface RoomAuth {
  protocol?: 1;
  name?: string;
  secret?: string;
  room?: string;
  invite?: string;
  ticket?: string;
  session?: string;
  after?: number;
}
