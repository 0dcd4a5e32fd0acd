import type { Refusal, RoomAuth, Waiting, Welcome } from '../wire';

/** How the page comes into the room, and where it keeps what belongs to it. */
export interface Entrance {
  auth: (after: number) => RoomAuth;
  welcomed: (welcome: Welcome) => void;
  /** After how many ms at least to dial again; null: something else has to happen first. */
  refused: (refusal: Refusal) => number | null;
  /** Messages in hand when the page was closed. */
  unsent: () => Waiting[];
  keepUnsent: (items: readonly Waiting[]) => void;
  /** The newest entry that the person has seen. */
  read: (number: number) => void;
  /** Up to where the person had read when the page was here last, where the page keeps that. */
  readTo?: () => number | undefined;
  /** The other end is the program on this computer: it tells how it stands with the room, and a
   * closed line says nothing about the host. */
  own: boolean;
}
