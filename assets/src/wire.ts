/**
 * The types of everything that comes and goes, after docs/protocol.md. Types only: what a host
 * sends has been checked by this computer's own server before it gets here; the guest page reads
 * what it needs with care, since its host is the server it was loaded from.
 */
import type { About, Found, HistoryAnswer, Quote, SearchAsk } from './wire-talk';

export type { About, Found, HistoryAnswer, Hit, Quote, Reaction, SearchAsk } from './wire-talk';

/** A refusal: translated by `code`, else `message` is shown. */
export interface Refusal {
  code: string;
  message: string;
  suggestion?: string;
  /** of `removed` and `banned`: the reason that somebody gave */
  why?: string;
  /** of `waiting`: under which the wish goes on */
  probe?: string;
  /** of `own_room`: which of one's own rooms it is */
  room?: string;
  retry_after_ms?: number;
  supported?: number[];
}

/** What a request is acknowledged with. */
export type Answer<T = unknown> = ({ ok: true } & T) | { ok: false; error: Refusal };

/* ------------------------------------------------------------------ a room */

export interface Limits {
  text: number;
  name: number;
  room_name?: number;
  history?: number;
}

/** What each kind of entry says. Kinds not named here are passed over. */
export interface Bodies {
  opened: { room: string; name: string; open: boolean };
  joined: { first: number; door: 'window' | 'lan' | 'guest'; key?: string };
  said: { text: string; reply_to?: number; reply_to_id?: string };
  renamed: { name: string; was: string };
  left: { reason: 'left' | 'removed' | 'expired' };
  admission_changed: { open: boolean; was: boolean; admission?: Admission };
}
export type Kind = keyof Bodies;

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

export interface Member {
  id: string;
  name: string;
  online: boolean;
  role?: 'host' | 'moderator' | 'member' | 'guest';
  /** the public key (base64url); a guest has none */
  key?: string;
  /** the number of the entry with which they came in */
  joined?: number;
}

export type Signal =
  | { kind: 'typing'; member: string }
  | { kind: 'online'; member: string; name?: string }
  | { kind: 'offline'; member: string };

/** An own message that is not in the log yet. */
export interface Waiting {
  id: string;
  text: string;
  reply_to?: number;
  at: number;
  state: 'waiting' | 'refused';
  error?: Refusal;
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
  | { kind: 'refused'; code: string; message: string; suggestion?: string; why?: string }
  | { kind: 'left' };

/** How one who asks to come in is answered. */
export type KnockAnswer = 'let_in' | 'refuse' | 'refuse_for_good';

/** Somebody who asks to come in. Without `check_number` they have no key. */
export interface Knock {
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
  you: { id: string; name: string; role?: Member['role'] };
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
export interface RoomAsks {
  say: { ask: { id: string; text: string; reply_to?: number }; answer: Said };
  history: { ask: HistoryAsk; answer: HistoryAnswer };
  members: { ask: { after?: string; limit?: number }; answer: { members: Member[]; more: boolean } };
  rename: { ask: { id: string; name: string }; answer: Said };
  leave: { ask: { id: string }; answer: Said };
  amend: { ask: { id: string; number: number; text: string }; answer: Said };
  withdraw: { ask: { id: string; number: number }; answer: Said };
  react: { ask: { id: string; number: number; emoji: string; on: boolean }; answer: Said };
  pin: { ask: { id: string; number: number }; answer: Said };
  unpin: { ask: { id: string; number: number }; answer: Said };
  versions: { ask: { number: number }; answer: { entries: Entry[] } };
  pins: { ask: object; answer: { entries: Entry[]; about?: About[] } };
  answer_knock: { ask: { knock: string; answer: KnockAnswer }; answer: object };
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
  session?: string;
  after?: number;
}

/* ------------------------------------------------------- the window's home */

export type LanguageChoice = 'ko' | 'en' | 'system';
export type ThemeChoice = 'light' | 'dark' | 'system';

export interface Me {
  name: string;
  member: string;
  check_number: string;
  language: LanguageChoice;
  system_language: 'ko' | 'en';
  theme: ThemeChoice;
  version: string;
  data_folder: string;
}

export interface Card {
  id: string;
  name: string;
  role: 'host' | 'member';
  state: RoomState;
  admission: Admission;
  topic: string;
  /** how many ask to come in, as far as one is told */
  knocks: number;
  unread: number;
  online: number;
  members_total: number;
  last: { name: string; text: string; at: number } | null;
  created_at: number;
  draft: string;
  network_changed: boolean;
  /** of rooms elsewhere: whether to say when it opens */
  tell_me?: boolean;
  address?: string;
}

/** Somebody who asks to come into one of my rooms. */
export interface KnockAt extends Knock {
  room: string;
  /** by which of this computer's networks they come, if it is the host: `here` from this very
   * computer, `elsewhere` from none of them */
  network?: NetworkKind | 'here' | 'elsewhere';
}

/** A room elsewhere whose host was asked to let one in. */
export interface Join {
  probe: string;
  address: string;
  check_number: string;
  /** under which one asked */
  name: string;
  since: number;
  /** the host is not there to answer now */
  away: boolean;
}

/** One is in the room, or why not. */
export interface JoinEnded {
  probe: string;
  room?: string;
  /** the room's */
  name?: string;
  error?: Refusal;
}

export interface Home {
  me: Me;
  rooms: Card[];
  knocks: KnockAt[];
  joins: Join[];
  open: string | null;
  waiting: { text: string } | null;
}

export interface Invitation {
  room: string;
  name: string;
  admission: Admission;
  address: string;
  addresses: { address: string; network: string; kind: NetworkKind }[];
  port: number;
  port_moved: boolean;
  link: string;
  secret: boolean;
  check_number: string;
  guests: { open: boolean; address: string; link: string; qr: string };
  came: boolean;
  firewall: { system: 'linux' | 'windows' | 'macos'; first_time: boolean };
  announce: Announce;
}
/** What of a hosted room is shown to the computers nearby. */
export type Announce = 'no' | 'yes' | 'name';
export type NetworkKind = 'wifi' | 'ethernet' | 'vpn' | 'virtual' | 'other';

export interface Probe {
  probe: string;
  kind: 'link' | 'address' | 'code';
  /** of a code: the name of a computer that it might be as well, or empty */
  address: string;
  /** the code as it was understood */
  code?: string;
  check_number: string;
  room?: string;
  invite_needed: boolean | null;
  /** what the room asks of newcomers, and how much of what was said before they may read (see
   * `history` in docs/protocol.md), where the host says so */
  admission?: Admission;
  history?: number;
}

/** What a spoken code is made of. */
export type CodeForm = 'en' | 'ko' | 'digits';

/** The code that a room shows, or what became of the last one. */
export interface RoomCode {
  room: string;
  code: string | null;
  form?: CodeForm;
  left_ms?: number;
  ended: null | 'used' | 'burnt' | 'old';
  /** who used it; null until they have come in */
  by?: string | null;
  /** the addresses that wrong guesses came from */
  wrong: string[];
}

/** The rooms that are open on this network. */
export interface Nearby {
  state: 'off' | 'starting' | 'looking' | 'failed';
  rooms: NearbyRoom[];
}
export interface NearbyRoom {
  id: string;
  name: string | null;
  address: string;
  /** the room of ours that it is */
  known: string | null;
}

/** An identity out of a file: whose it is, and the rooms hosted here under the one of now. */
export interface OpenedIdentity {
  check_number: string;
  same: boolean;
  hosted: string[];
}

export interface Closing {
  rooms: { id: string; name: string; others: number }[];
}

/** Requests on `/home`: what is asked and what is answered. */
export interface HomeAsks {
  set: { ask: { name?: string; language?: LanguageChoice; theme?: ThemeChoice }; answer: object };
  host: { ask: { name: string; admission: Admission }; answer: { room: string } };
  start: { ask: { room: string; admission?: Admission }; answer: object };
  stop: { ask: { room: string }; answer: object };
  forget: { ask: { room: string }; answer: object };
  probe: { ask: { text: string }; answer: Probe };
  join: {
    ask: { probe: string; name: string; invite?: string; address?: string };
    answer: { room: string };
  };
  cancel_join: { ask: { probe: string }; answer: object };
  answer_knock: { ask: { room: string; knock: string; answer: KnockAnswer }; answer: object };
  address: { ask: { room: string; text: string }; answer: object };
  retry_now: { ask: { room: string }; answer: object };
  come_in: { ask: { room: string; name?: string; invite?: string }; answer: object };
  leave: { ask: { room: string }; answer: object };
  invite: { ask: { room: string }; answer: Invitation };
  guests: { ask: { room: string; open: boolean }; answer: object };
  show_code: { ask: { room: string; form: CodeForm }; answer: RoomCode };
  hide_code: { ask: { room: string }; answer: object };
  code: { ask: { room: string }; answer: RoomCode };
  draft: { ask: { room: string; text: string }; answer: object };
  read: { ask: { room: string; number: number }; answer: object };
  view: { ask: { room: string | null; focused: boolean }; answer: object };
  discard: { ask: { room: string; id: string }; answer: object };
  resend: { ask: { room: string; id: string }; answer: object };
  probe_nearby: { ask: { nearby: string }; answer: Probe };
  tell_me: { ask: { room: string; on: boolean }; answer: object };
  announce: { ask: { room: string; announce: Announce }; answer: object };
  export_identity: { ask: { passphrase: string }; answer: { text: string; path: string | null } };
  open_identity: { ask: { text: string; passphrase: string }; answer: OpenedIdentity };
  import_identity: {
    ask: { text: string; passphrase: string; confirmed: boolean };
    answer: { kept: string };
  };
  search: { ask: SearchAsk; answer: Found };
  browse: { ask: { url: string }; answer: object };
  close: { ask: { keep: boolean }; answer: object };
}

/** Events of `/home` that the page listens to. */
export interface HomeEvents {
  home: Home;
  rooms: Card[];
  invitation: Invitation;
  join: { text: string };
  show: { room: string };
  nearby: Nearby;
  opened: { room: string };
  closing: Closing;
  code: RoomCode;
  knocks: KnockAt[];
  joins: Join[];
  join_ended: JoinEnded;
}
