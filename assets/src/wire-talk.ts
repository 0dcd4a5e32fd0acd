/** The types of what is said about messages, of pages of history, and of searching. */
import type { Entry, Mark } from './wire';

/** `member` is meant where the text says `@` and `name`; `all` is everybody. */
export interface Mention {
  member: string;
  name: string;
}
/** Said before in another room, as whoever handed it on tells. */
export interface Forwarded {
  name: string;
  at: number;
}

/** How a message stands that others have said something about. */
export interface About {
  number: number;
  /** its last words, where they are not the first */
  text?: string;
  mentions?: Mention[];
  edits?: number;
  pinned?: boolean;
  reactions?: Reaction[];
}
export interface Reaction {
  emoji: string;
  count: number;
  mine: boolean;
  names: string[];
}
/** A message that is replied to; without `text` a deleted one. */
export interface Quote {
  number: number;
  author: string;
  name: string;
  text?: string;
}

export interface HistoryAnswer {
  entries: Entry[];
  chain: string;
  more: boolean;
  marks?: Mark[];
  about?: About[];
  /** the newest entry that counts in `about` */
  about_at?: number;
  quotes?: Quote[];
}

/** In one room, or in all of this computer. */
export interface SearchAsk {
  text: string;
  room?: string;
  author?: string;
  since?: number;
  until?: number;
  before?: number;
  limit?: number;
}
export interface Hit {
  room: string;
  number: number;
  at: number;
  author: string;
  name: string;
  /** the ink that its author has chosen, if any */
  colour?: number;
  /** the part around what was found */
  text: string;
  /** whether something was cut off before and behind it */
  cut: [boolean, boolean];
  /** what was found, in code points of `text` */
  marks: [number, number][];
}
export interface Found {
  hits: Hit[];
  more: boolean;
  /** the newest messages cannot be found yet */
  indexing: boolean;
}
