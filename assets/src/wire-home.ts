/** The types of what the window's page says to the program, and hears from it. */
import type { Admission, Knock, KnockAnswer, Looks, Profile, Refusal, RoomState } from './wire';
import type { Found, SearchAsk } from './wire-talk';

export type LanguageChoice = 'ko' | 'en' | 'system';
/** In hundredths of what the system asks for. */
export type TextSize = '90' | '100' | '115' | '130' | '150';
export type ThemeChoice = 'light' | 'dark' | 'system';

export interface Me {
  name: string;
  member: string;
  check_number: string;
  language: LanguageChoice;
  system_language: 'ko' | 'en';
  theme: ThemeChoice;
  text_size: TextSize;
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
  /** one may do here now what moderators do */
  moderates: boolean;
  unread: number;
  /** of the unread messages, how many mean this person */
  mentions: number;
  /** which messages one is told of; empty: as of all rooms */
  notify: NoticeLevel | '';
  online: number;
  members_total: number;
  last: { name: string; text: string; at: number } | null;
  created_at: number;
  draft: string;
  network_changed: boolean;
  /** of rooms elsewhere: whether to say when it opens */
  tell_me?: boolean;
  address?: string;
  /** of a room for two: the other one */
  two?: { member: string; name: string };
}

/** Somebody of a room that both are in wants to talk in private. */
export interface PrivateWish extends Looks {
  wish: string;
  /** the room that both are in */
  room: string;
  member: string;
  name: string;
  check_number: string;
}
export type PrivateAnswer = 'accept' | 'not_now' | 'never';

/** Somebody whom one has blocked at `at` (ms), as they were called then. */
export interface Shut {
  member: string;
  name: string;
  at: number;
  /** they only may not ask to talk in private */
  wishes_only?: boolean;
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
  port_wanted: number;
  link: string;
  secret: boolean;
  check_number: string;
  guests: { open: boolean; address: string; link: string; qr: string };
  came: boolean;
  /** whose ban has put another invitation in place of the one they came by */
  renewed: string | null;
  firewall: { system: 'linux' | 'windows' | 'macos'; first_time: boolean };
  announce: Announce;
  reach: Reach;
}
/** What is known of whether others get through to this computer. */
export interface Reach {
  /** where somebody came in, the last one first */
  reached: { address: string; at: number }[];
  /** where another computer has got through */
  knocked: string[];
  /** somebody nearby tried in vain */
  failed: { cause: 'firewall' | 'public_network' | 'other_subnet' | 'isolation'; at: number } | null;
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

/** An invitation as the host and moderators see it (docs/protocol.md, `invitations`). */
export interface Invite {
  invitation: string;
  label: string;
  door: 'lan' | 'guest';
  by: { id: string; name: string } | null;
  made_at: number;
  /** null: any number */
  uses: number | null;
  used: number;
  /** null: for ever */
  left_ms: number | null;
  /** the one without limits that its door always has */
  always: boolean;
  standing: 'good' | 'used_up' | 'over' | 'taken_back';
  came: { id: string; name: string }[];
  link: string;
}
export interface InviteAsk {
  uses?: number;
  hours?: number;
  label?: string;
  door?: 'lan' | 'guest';
}

/** A room as a page to read, or as its entries, one a line. */
export type RoomFile = 'html' | 'jsonl';
/** Where it lies, or why not. */
export interface Exported {
  room: string;
  form: RoomFile;
  path?: string;
  error?: Refusal;
}

/** `chosen`: by the person; `open`: where it is open now. */
export interface Port {
  chosen: number | null;
  usual: number;
  open: number | null;
}
export interface Ports {
  lan: Port;
  guest: Port;
}

/** What the program is made of. */
export interface Part {
  at: number;
  name: string;
  version: string;
  licence: string;
}

export interface Closing {
  rooms: { id: string; name: string; others: number }[];
}

/** Which messages one is told of. */
type NoticeLevel = 'all' | 'mentions' | 'none';
export interface Notices {
  level: NoticeLevel;
  sound: boolean;
  /** what was said and by whom is told, not only where */
  text: boolean;
  /** nothing is told before (ms); 0: now */
  until: number;
  /** the system shows notices */
  service: boolean;
}
/** Messages that were not seen, the first of them of this number. */
export interface Notice {
  room: string;
  number: number;
  title: string;
  body: string;
  sound: boolean;
  /** the system shows none, so the page does */
  toast: boolean;
}

/** Requests on `/home`: what is asked and what is answered. */
export interface HomeAsks {
  set: {
    ask: { name?: string; language?: LanguageChoice; theme?: ThemeChoice; text_size?: TextSize };
    answer: object;
  };
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
  talk_privately: {
    ask: { room: string; member: string };
    answer: { room: string; delivered: boolean };
  };
  answer_private: { ask: { wish: string; answer: PrivateAnswer }; answer: { room?: string } };
  block: { ask: { member: string; name: string }; answer: object };
  unblock: { ask: { member: string }; answer: object };
  address: { ask: { room: string; text: string }; answer: object };
  retry_now: { ask: { room: string }; answer: object };
  read_all: { ask: { room: string }; answer: object };
  notices: { ask: object; answer: Notices };
  set_notices: { ask: Partial<Omit<Notices, 'service'>>; answer: Notices };
  set_profile: { ask: Profile; answer: object };
  set_receipts: { ask: { on: boolean }; answer: object };
  notify_room: { ask: { room: string; level: NoticeLevel | '' }; answer: object };
  come_in: { ask: { room: string; name?: string; invite?: string }; answer: object };
  leave: { ask: { room: string }; answer: object };
  follow: { ask: { room: string }; answer: object };
  invite: { ask: { room: string }; answer: Invitation };
  guests: { ask: { room: string; open: boolean }; answer: object };
  make_invitation: { ask: { room: string } & InviteAsk; answer: { invitation: Invite } };
  invitations: { ask: { room: string }; answer: { invitations: Invite[]; guests: boolean } };
  revoke_invitation: { ask: { room: string; invitation: string }; answer: object };
  qr: { ask: { text: string }; answer: { qr: string } };
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
  forward: {
    ask: { rooms: string[]; text: string; name: string; at: number };
    answer: { failed: { room: string; error: Refusal }[] };
  };
  ports: { ask: object; answer: Ports };
  set_ports: { ask: { lan: number | null; guest: number | null }; answer: Ports };
  licences: { ask: object; answer: { parts: Part[]; own: string } };
  licence: { ask: { at: number }; answer: { text: string } };
  data_size: { ask: object; answer: { bytes: number } };
  export_room: { ask: { room: string; form: RoomFile }; answer: object };
  show_file: { ask: { path: string }; answer: object };
  search: { ask: SearchAsk; answer: Found };
  search_people: {
    ask: { text: string; room?: string };
    answer: { people: ({ id: string; name: string } & Profile)[] };
  };
  browse: { ask: { url: string }; answer: object };
  close: { ask: { keep: boolean }; answer: object };
}

/** Events of `/home` that the page listens to. */
export interface HomeEvents {
  home: Home;
  rooms: Card[];
  invitation: Invitation;
  join: { text: string };
  show: { room: string; number?: number };
  notices: Notices;
  notice: Notice;
  receipts: { on: boolean };
  profile: Profile;
  nearby: Nearby;
  opened: { room: string };
  closing: Closing;
  code: RoomCode;
  knocks: KnockAt[];
  private_wishes: PrivateWish[];
  blocked: Shut[];
  joins: Join[];
  join_ended: JoinEnded;
  exported: Exported;
}
