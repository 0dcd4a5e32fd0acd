/**
 * A browser guest: a name, an invitation out of the address, and the session that lets the same
 * member come back after the phone slept. No key, so nothing here needs a secure context.
 */
import { readProfile, sameProfile } from '../profile/profile';
import type { Profile, Refusal, RoomAuth, Welcome } from '../wire';
import { blocked } from './blocked.svelte';
import { browser, parsed, tab } from './kept';
import { Knocking } from './knocking';
import { uuid } from './outbox';
import { fragment } from './page.svelte';
import { Room } from './room.svelte';
import { Unsent } from './unsent';

/**
 * Where the guest is: at the door with name and rules (`door`), on the way in (`coming`), asked to
 * be let in (`waiting`), in the room (`inside`), or told that there is no way in now (`out`).
 */
export type Phase = 'door' | 'coming' | 'waiting' | 'inside' | 'out';

/** How one came into a room: kept for each room, over reloads and for all tabs. */
interface Kept {
  name: string;
  session: string;
  /** Why the stay ended, if it did. */
  out?: { code: string; why?: string };
}

/** A wish to come in that goes on over sleep and reload. */
interface Wish {
  name: string;
  ticket: string;
  /** When it began (ms). */
  since: number;
  /** When the host was last heard of it (ms). */
  at: number;
}

/** Refusals that pass: the page asks again by itself, after at least so many ms. */
const PASSING: Record<string, number> = {
  too_many_tries: 1000,
  room_full: 5000,
  unknown_room: 3000,
  closing: 1000,
  storage_full: 5000,
};
/** Refusals after which the door is of no use, or only to ask anew. */
const OUT = ['removed', 'banned', 'left', 'expired', 'waiting_refused'];
/** Those of them that a reload does not undo. */
const LASTING = ['removed', 'left'];
/** A wish that the person has not looked after for so long (ms) is not taken up again. */
const WISH_LASTS = 30 * 60_000;

/** Milliseconds between two words about what was read. */
const TELL_PAUSE = 1000;

class Guest {
  name = $state(browser.get('name') ?? '');
  phase = $state<Phase>('door');
  /** Why the host did not let the guest in. */
  refusal = $state.raw<Refusal | null>(null);
  /** Why it takes longer: something that passes. */
  hindrance = $state.raw<Refusal | null>(null);
  room = $state.raw<Room | null>(null);
  /** Others are told up to where one has read. */
  tells = $state(browser.get('receipts') !== 'no');
  /** Since when one waits to be let in (ms). */
  since = $state(0);

  private readonly asked = fragment().get('room') ?? '';
  private invite = fragment().get('invite') ?? tab.get(`invite.${this.asked}`) ?? '';
  private ticket = '';
  private telling: ReturnType<typeof setTimeout> | undefined;
  private readonly knocking = new Knocking({
    keep: (ticket) => this.keepWish(ticket),
    again: () => void this.room?.wake(),
  });

  constructor() {
    const kept = this.kept();
    const wish = this.wish();
    if (kept) this.name = kept.name;
    if (wish) {
      this.name = wish.name;
      this.ticket = wish.ticket;
      this.since = wish.since;
      this.comeIn();
      this.phase = 'waiting';
    } else if (kept?.out) {
      this.refusal = { message: '', ...kept.out };
      this.phase = 'out';
    } else if (kept) {
      // Somebody who was here before is not asked again.
      this.comeIn();
    }
    const wake = (): void => {
      if (document.visibilityState === 'visible') this.wake();
    };
    document.addEventListener('visibilitychange', wake);
    for (const event of ['online', 'offline', 'pageshow']) addEventListener(event, wake);
    // Another link in the same tab is another room, or another invitation to it.
    addEventListener('hashchange', () => location.reload());
  }

  /** The room that is meant: the address names it, else the one that one was in by this address;
   * empty: the host's main room. */
  get target(): string {
    return this.asked || (browser.get('main') ?? '');
  }

  /** An invitation is at hand; whether it is good, only the host knows. */
  get invited(): boolean {
    return this.invite !== '' && !this.removed;
  }

  /** Somebody put the guest out: it comes in again only if it is let in. */
  get removed(): boolean {
    return this.kept()?.out?.code === 'removed';
  }

  /** Somebody let the guest in already; only the name was taken. */
  get letIn(): boolean {
    return this.refusal?.ticket !== undefined;
  }

  /** Under `name`, as it stands; with an invitation that was just pasted, if any. */
  comeIn(pasted = ''): void {
    if (pasted) this.invite = pasted;
    if (this.invite) tab.set(`invite.${this.asked}`, this.invite);
    browser.set('name', this.name);
    this.refusal = null;
    this.hindrance = null;
    this.phase = 'coming';
    this.room?.stop();
    this.room = this.enter(pasted !== '');
    this.room.start();
  }

  /** Back to the name; whoever waited no longer does. */
  turnBack(): void {
    this.knocking.stop();
    this.dropWish();
    this.room?.stop();
    this.room = null;
    this.hindrance = null;
    if (OUT.includes(this.refusal?.code ?? '')) this.refusal = null;
    this.phase = 'door';
  }

  /** The page woke, the network is back, or the person does not want to wait. */
  wake(): void {
    if (this.phase === 'out' || this.phase === 'door') return;
    void this.room?.wake();
  }

  /** Under another name from now on; why not, if not. */
  async rename(name: string): Promise<Refusal | null> {
    const answer = await this.room?.ask('rename', { id: uuid(), name });
    return !answer || answer.ok || answer.error.code === 'no_change' ? null : answer.error;
  }

  /** Shows itself so from now on; why not, if not. It is kept for when one comes into this room anew. */
  async show(profile: Profile): Promise<Refusal | null> {
    const answer = await this.room?.ask('profile', { id: uuid(), ...profile });
    if (answer && !answer.ok && answer.error.code !== 'no_change') return answer.error;
    browser.set(`profile.${this.target}`, JSON.stringify(profile));
    return null;
  }

  /** Leaves for good; why not, if not. */
  async leave(): Promise<Refusal | null> {
    const answer = await this.room?.ask('leave', { id: uuid() });
    if (answer && !answer.ok) return answer.error;
    for (const { id } of this.room?.sender.items ?? []) this.room?.sender.discard(id);
    this.over({ code: 'left', message: '' });
    return null;
  }

  /** What the guest is called in the room now; told by the log. */
  called(name: string): void {
    const kept = this.kept();
    if (!kept || kept.name === name || this.phase !== 'inside') return;
    this.name = name;
    browser.set('name', name);
    this.keep({ ...kept, name });
  }

  /** Others are told up to where the guest has read, or it is taken back. */
  tellReads(on: boolean): void {
    this.tells = on;
    browser.set('receipts', on ? 'yes' : 'no');
    this.room?.tellRead(on ? this.room.reading.to : 0);
  }

  private tellRead(): void {
    if (!this.tells) return;
    // One word a moment is enough when many messages come.
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      if (this.tells) this.room?.tellRead(this.room.reading.to);
    }, TELL_PAUSE);
  }

  private enter(pasted: boolean): Room {
    let unsent: Unsent | null = null;
    const room = new Room('/room', {
      own: false,
      auth: (after) => this.auth(after, pasted),
      welcomed: (welcome) => {
        this.welcomed(welcome);
        if (unsent) return;
        unsent = new Unsent(browser, welcome.room.id);
        room.sender.restore(unsent.read());
      },
      refused: (refusal) => this.refused(refusal),
      unsent: () => [],
      keepUnsent: (items) => unsent?.keep(items),
      read: (number) => {
        browser.set(`read.${this.target}`, String(number));
        this.tellRead();
      },
      readTo: () => Number(browser.get(`read.${this.target}`)) || undefined,
    });
    return room;
  }

  /** Read anew each time: another tab may have come in, or changed the name. */
  private auth(after: number, pasted: boolean): RoomAuth {
    const kept = this.kept();
    // Whoever was put out asks to be let in again, and does not just take the old invitation.
    const invite = this.removed && !pasted ? '' : this.invite;
    const inside = this.phase === 'inside' && kept;
    return {
      protocol: 1,
      name: inside ? kept.name : this.name,
      ...(this.target && { room: this.target }),
      ...(invite && { invite }),
      ...(this.ticket && { ticket: this.ticket }),
      ...(kept && { session: kept.session }),
      after,
    };
  }

  private welcomed(welcome: Welcome): void {
    this.knocking.stop();
    this.dropWish();
    this.ticket = '';
    this.refusal = this.hindrance = null;
    this.phase = 'inside';
    this.name = welcome.you.name;
    blocked.open(browser, welcome.room.id);
    this.tellRead();
    if (!this.asked) browser.set('main', welcome.room.id);
    const chosen = browser.get(`profile.${this.target}`);
    if (chosen !== null) this.showAsBefore(readProfile(parsed(chosen)), readProfile(welcome.you));
    if (!welcome.session) return;
    this.keep({ name: welcome.you.name, session: welcome.session }, welcome.room.id);
  }

  /** Who has been away for long is somebody new to the room, and shown as such. */
  private showAsBefore(chosen: Profile, now: Profile): void {
    if (!sameProfile(chosen, now)) void this.show(chosen);
  }

  /** After how many ms at least the page asks again by itself; null: not at all. */
  private refused(refusal: Refusal): number | null {
    if (refusal.code === 'waiting') {
      this.wait(refusal);
      return null;
    }
    this.knocking.stop();
    const least = PASSING[refusal.code];
    const elsewhere = refusal.code === 'unknown_room' && !this.asked && !this.room?.entered;
    if (least !== undefined && !elsewhere) {
      this.hindrance = refusal;
      return Math.max(least, refusal.retry_after_ms ?? 0);
    }
    // The host's main room is another one than the last time; its rules are to be seen first.
    if (elsewhere) browser.remove('main');
    this.over(refusal);
    return null;
  }

  private over(refusal: Refusal): void {
    this.dropWish();
    // Let in, but not under this name: the ticket is for another try.
    this.ticket = refusal.ticket ?? '';
    this.hindrance = null;
    this.refusal = refusal;
    const kept = this.kept();
    if (kept && LASTING.includes(refusal.code)) {
      const why = refusal.why === undefined ? {} : { why: refusal.why };
      this.keep({ ...kept, out: { code: refusal.code, ...why } });
    }
    // What was said stays in sight for whoever was inside.
    if (this.phase === 'inside' && refusal.code !== 'left') return;
    this.room?.stop();
    this.phase = OUT.includes(refusal.code) ? 'out' : 'door';
  }

  private wait(refusal: Refusal): void {
    this.hindrance = null;
    this.since ||= Date.now();
    this.phase = 'waiting';
    this.keepWish(refusal.ticket ?? '');
    this.knocking.start(this.ticket);
  }

  /* ------------------------------------------------ what the browser keeps */

  private kept(): Kept | null {
    const value = parsed(browser.get(`guest.${this.target}`)) as Partial<Kept> | null;
    if (typeof value?.session !== 'string' || typeof value.name !== 'string') return null;
    return value as Kept;
  }

  private keep(kept: Kept, room = this.target): void {
    browser.set(`guest.${room}`, JSON.stringify(kept));
  }

  private wish(): Wish | null {
    const value = parsed(browser.get(`wish.${this.asked}`)) as Partial<Wish> | null;
    if (typeof value?.name !== 'string' || typeof value.ticket !== 'string') return null;
    const { at = 0 } = value;
    return Date.now() - at < WISH_LASTS ? (value as Wish) : null;
  }

  private keepWish(ticket: string): void {
    this.ticket = ticket;
    const wish: Wish = { name: this.name, ticket, since: this.since, at: Date.now() };
    browser.set(`wish.${this.asked}`, JSON.stringify(wish));
  }

  private dropWish(): void {
    this.since = 0;
    browser.remove(`wish.${this.asked}`);
  }
}

export function makeGuest(): Guest {
  return new Guest();
}
export type { Guest };
