/**
 * A browser guest: a name, an invitation out of the address, and the session that lets the same
 * member come back after the phone slept. No key, so nothing here needs a secure context.
 */
import type { Refusal, Waiting } from '../wire';
import { browser, tab } from './kept';
import { fragment } from './page.svelte';
import { Room } from './room.svelte';

interface Kept {
  room: string;
  name: string;
  session: string;
}

class Guest {
  name = $state(browser.get('name') ?? '');
  /** The invitation's secret; the person may paste another. */
  invite = $state('');
  /** Why the host did not let the guest in; shown beside the name. */
  refusal = $state.raw<Refusal | null>(null);
  /** Between pressing the button and the answer. */
  knocking = $state(false);
  room = $state.raw<Room | null>(null);

  private readonly asked = fragment().get('room') ?? '';
  private kept: Kept | null = null;

  constructor() {
    this.invite = fragment().get('invite') ?? tab.get(`invite.${this.asked}`) ?? '';
    this.kept = readKept(browser.get(this.shelf));
    // Somebody who was here before is not asked again.
    if (this.kept) {
      this.name = this.kept.name;
      this.comeIn();
    }
    const wake = (): void => {
      if (document.visibilityState === 'visible' && !this.refusal) void this.room?.wake();
    };
    document.addEventListener('visibilitychange', wake);
    addEventListener('online', wake);
    addEventListener('pageshow', wake);
  }

  comeIn(): void {
    this.refusal = null;
    this.knocking = true;
    browser.set('name', this.name);
    if (this.invite) tab.set(`invite.${this.asked}`, this.invite);
    this.room?.stop();
    this.room = this.enter();
    this.room.start();
  }

  /** Back to the name, to come in under another. */
  leave(): void {
    this.room?.stop();
    this.room = null;
    this.knocking = false;
  }

  private enter(): Room {
    const unsent = `unsent.${this.asked}`;
    return new Room('/room', {
      own: false,
      auth: (after) => ({
        protocol: 1,
        name: this.name,
        ...(this.target && { room: this.target }),
        ...(this.invite && { invite: this.invite }),
        ...(this.kept && { session: this.kept.session }),
        after,
      }),
      welcomed: (welcome) => {
        this.knocking = false;
        this.refusal = null;
        this.name = welcome.you.name;
        if (!welcome.session) return;
        this.kept = { room: welcome.room.id, name: welcome.you.name, session: welcome.session };
        browser.set(this.shelf, JSON.stringify(this.kept));
      },
      refused: (refusal) => this.refused(refusal),
      unsent: () => readUnsent(tab.get(unsent)),
      keepUnsent: (items) => tab.set(unsent, JSON.stringify(items)),
      read: () => {},
    });
  }

  /** The room that is meant: the address names it, or once inside the one that one was in. */
  private get target(): string {
    return this.asked || (this.room?.entered ? (this.kept?.room ?? '') : '');
  }

  private get shelf(): string {
    return `guest.${this.asked}`;
  }

  private refused(refusal: Refusal): boolean {
    // A room that was there a moment ago comes back with its host.
    const passing = ['too_many_tries', 'room_full', 'unknown_room', 'closing'];
    if (this.room?.entered && passing.includes(refusal.code)) return true;
    this.knocking = false;
    this.refusal = refusal;
    return false;
  }
}

function readKept(text: string | null): Kept | null {
  const value = parse(text) as Partial<Kept> | null;
  if (typeof value?.session !== 'string' || typeof value.name !== 'string') return null;
  return { session: value.session, name: value.name, room: String(value.room ?? '') };
}

function readUnsent(text: string | null): Waiting[] {
  const value = parse(text);
  return Array.isArray(value) ? (value as Waiting[]) : [];
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

export function makeGuest(): Guest {
  return new Guest();
}
export type { Guest };
