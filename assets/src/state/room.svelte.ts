/**
 * A room on screen: its line, its log as far as the page has it, who is there, and what is being
 * sent. Where the page is (window or guest) differs only in the `Entrance`.
 */
import { Line } from '../socket';
import type { Bye, Entry, Limits, Member, Refusal, RoomAsks, RoomAuth, RoomEvents, RoomState, Signal, Waiting, Welcome } from '../wire';
import { Inbox } from './inbox';
import { People } from './people';
import { Redial } from './redial';
import { joinedRows, rowsOf, waitingRows, type Row } from './rows';
import { Sender } from './sender.svelte';

/** How the page comes into the room, and where it keeps what belongs to it. */
export interface Entrance {
  auth: (after: number) => RoomAuth;
  welcomed: (welcome: Welcome) => void;
  /** True: dial again later; false: the person has to do something first. */
  refused: (refusal: Refusal) => boolean;
  /** Messages in hand when the page was closed. */
  unsent: () => Waiting[];
  keepUnsent: (items: readonly Waiting[]) => void;
  /** The newest entry that the person has seen. */
  read: (number: number) => void;
  /** The other end is the program on this computer: it tells how it stands with the room, and a
   * closed line says nothing about the host. */
  own: boolean;
}

/** A hole of more entries than this is not filled: the page begins anew at the end. */
const LARGEST_HOLE = 3000;
/** An unread line further up than this is not gone to when the room opens. */
const LARGEST_REACH = 1000;
const PAGE = 200;
/** Milliseconds for which a member counts as typing after one signal; signals come every 3 s. */
const TYPING = 5000;
const LIMITS: Limits = { text: 10000, name: 40 };

export class Room {
  name = $state('');
  open = $state(false);
  role = $state<'host' | 'member'>('member');
  you = $state.raw<{ id: string; name: string }>({ id: '', name: '' });
  host = $state('');
  limits = $state.raw<Limits>(LIMITS);
  rows = $state.raw<Row[]>([]);
  /** Changes each time the log begins anew, so that the timeline goes to its end. */
  volume = $state(0);
  /** Where the history of this member begins. */
  first = $state(1);
  reachedFirst = $state(false);
  fetching = $state(false);
  /** Part of the history is not here and the host is away. */
  cut = $state(false);

  members = $state.raw<Member[]>([]);
  membersTotal = $state(0);
  typing = $state.raw<string[]>([]);

  /** Up to here everything was read; the unread line stands before `lineBefore`. */
  readTo = $state(0);
  lineBefore = $state<number | null>(null);
  /** Messages of others that came below while the person read further up. */
  newBelow = $state(0);
  /** The draft that the program kept; null until told. */
  draft = $state<string | null>(null);

  /** Welcomed at least once: there is something to show. */
  entered = $state(false);
  up = $state(false);
  status = $state.raw<RoomState>({ kind: 'connecting' });
  /** When the next dialling is due (ms), while the line is down. */
  nextTry = $state(0);
  downSince = $state(0);

  readonly sender: Sender;
  readonly waiting = $derived.by(() => waitingRows(this.sender.items, this.rows.at(-1), this.you));
  readonly all = $derived<Row[]>(this.waiting.length ? [...this.rows, ...this.waiting] : this.rows);
  /** What is said now reaches the others at once, and who is here is known. */
  readonly live = $derived(
    this.up && (this.status.kind === 'connected' || this.status.kind === 'hosting'),
  );
  readonly online = $derived(this.members.filter((member) => member.online).length);

  /** Told by the timeline: the person looks at the newest message. */
  atEnd = true;
  looking = true;
  /** Messages of others since the person last looked; for the guest page's title. */
  unread = $state(0);
  /** What a screen reader says: the newest message of somebody else. */
  spoken = $state('');

  private language = 'en';

  private readonly inbox = new Inbox();
  private readonly people = new People();
  private readonly heard = new Map<string, ReturnType<typeof setTimeout>>();
  private listed = false;
  private anew = false;
  private saidTyping = 0;
  private readonly redial = new Redial(
    () => this.line.dial(),
    (at) => (this.nextTry = at),
  );
  private readonly line: Line<RoomAsks, RoomEvents>;

  constructor(namespace: string, private readonly entrance: Entrance) {
    this.sender = new Sender(
      {
        ask: (message) => this.ask('say', message),
        has: (number) => number <= this.inbox.last,
        keep: (items) => entrance.keepUnsent(items),
      },
      entrance.unsent(),
    );
    this.line = new Line<RoomAsks, RoomEvents>(namespace, {
      auth: () => entrance.auth(this.after),
      down: () => this.fell(),
      refused: (refusal) => this.refused(refusal),
      on: {
        welcome: (welcome) => this.welcomed(welcome),
        entries: (entries) => this.arrived(entries),
        signals: (signals) => this.heardSignals(signals),
        bye: (bye) => this.farewell(bye),
        status: (state) => {
          this.status = state;
          // The host is back: what could not be fetched can be now.
          if (this.cut && this.live) void this.earlier();
        },
        waiting: (items) => this.sender.keptAre(items),
      },
    });
  }

  start(): void {
    this.redial.start();
  }

  stop(): void {
    this.redial.stop();
    this.line.drop();
    for (const timer of this.heard.values()) clearTimeout(timer);
  }

  /** The machine woke, the network is back, or the person does not want to wait. */
  async wake(): Promise<void> {
    if (!this.line.up) return this.redial.now();
    // A line that died in sleep still looks alive; one cheap question tells.
    const answer = await this.line.ask('history', { after: this.inbox.last, limit: 1 }, 2500);
    if (!answer.ok && answer.error.code === 'no_line' && this.line.up) this.broken();
  }

  say(text: string): void {
    this.lineBefore = null;
    this.newBelow = 0;
    this.saidTyping = 0;
    this.sender.say(text);
  }

  /** Names are sorted as this language does. */
  speak(language: string): void {
    if (language === this.language) return;
    this.language = language;
    this.showPeople();
  }

  /** Tells the others that the person is writing, at most every 3 s. */
  write(): void {
    const now = Date.now();
    if (now - this.saidTyping < 3000) return;
    this.saidTyping = now;
    this.line.tell('signal', { kind: 'typing' });
  }

  /** The person has seen everything up to this entry. */
  see(number: number): void {
    if (!this.looking) return;
    this.unread = 0;
    if (number <= this.readTo) return;
    this.readTo = number;
    this.entrance.read(number);
  }

  /** Fetches the page above the oldest row. */
  async earlier(): Promise<void> {
    if (this.fetching || this.reachedFirst || !this.entered || this.inbox.oldest <= this.first) return;
    this.fetching = true;
    const volume = this.volume;
    const answer = await this.ask('history', { before: this.inbox.oldest, limit: PAGE });
    this.fetching = false;
    if (volume !== this.volume) return;
    if (!answer.ok) {
      this.cut = answer.error.code === 'away';
      return;
    }
    this.cut = false;
    const page = this.inbox.takeEarlier(answer.entries);
    this.reachedFirst = this.inbox.oldest <= this.first || page.length === 0;
    const { rows } = rowsOf(page, undefined, this.you.id);
    if (rows.length) this.rows = joinedRows(rows, this.rows);
    else if (!this.reachedFirst) await this.earlier();
  }

  /** Fetches up to the first unread entry, if that is not too far up; true: something came. */
  async reachLine(): Promise<boolean> {
    const line = this.lineBefore;
    const oldest = this.inbox.oldest;
    if (line === null || oldest <= line || oldest - line > LARGEST_REACH) return false;
    for (let before = 0; this.inbox.oldest > line && this.inbox.oldest !== before; ) {
      before = this.inbox.oldest;
      await this.earlier();
    }
    return this.inbox.oldest < oldest;
  }

  /** The list of members beyond those in the welcome, once somebody wants to see it. */
  async listMembers(): Promise<void> {
    if (this.listed || !this.up || this.people.size >= this.membersTotal) return;
    this.listed = true;
    for (let after = ''; ; ) {
      const answer = await this.ask('members', { after, limit: 200 });
      if (!answer.ok) break;
      this.people.add(answer.members);
      this.showPeople();
      const last = answer.members.at(-1);
      if (!answer.more || !last) break;
      after = last.id;
    }
  }

  private get after(): number {
    return this.anew || this.inbox.empty ? -1 : this.inbox.last;
  }

  private async ask<K extends keyof RoomAsks & string>(name: K, data: RoomAsks[K]['ask']) {
    const answer = await this.line.ask(name, data);
    if (!answer.ok && answer.error.code === 'no_line' && this.line.up) this.broken();
    return answer;
  }

  private welcomed(welcome: Welcome): void {
    this.redial.reached();
    this.up = true;
    this.downSince = 0;
    this.name = welcome.room.name;
    this.open = welcome.room.open;
    this.role = welcome.role ?? 'member';
    this.host = welcome.state.host ?? '';
    this.limits = { ...LIMITS, ...welcome.limits };
    this.first = welcome.first;
    const hole = welcome.from - this.inbox.last - 1;
    const other = this.you.id !== welcome.you.id;
    if (!this.entered || this.anew || other || hole < 0 || hole > LARGEST_HOLE) {
      this.inbox.begin(welcome.from);
      this.rows = [];
      this.volume++;
      this.newBelow = 0;
      this.readTo = Math.min(welcome.last, Math.max(this.readTo, welcome.read ?? (this.entered ? 0 : welcome.last)));
      // Who has read nothing yet has just come in: to them all is new, and no line has to say so.
      const begun = this.readTo >= welcome.first;
      this.lineBefore = begun && this.readTo < welcome.last ? this.readTo + 1 : null;
    }
    this.anew = false;
    this.you = welcome.you;
    this.reachedFirst = this.inbox.oldest <= this.first;
    this.status = welcome.status ?? { kind: 'connected' };
    if (welcome.draft !== undefined) this.draft = welcome.draft;
    this.people.begin(welcome.members);
    this.membersTotal = welcome.members_total;
    this.showPeople();
    this.listed = false;
    if (welcome.waiting) this.sender.keptAre(welcome.waiting);
    this.lastOfWelcome = welcome.last;
    this.entered = true;
    this.entrance.welcomed(welcome);
    this.sender.resume();
  }

  /** Facts up to here are in the welcome's list of members already. */
  private lastOfWelcome = 0;

  private arrived(entries: readonly Entry[]): void {
    const ready = this.inbox.take(entries);
    if (this.inbox.missing > 0) void this.fill();
    if (!ready.length) return;
    const above = this.rows.at(-1);
    const { rows, merged } = rowsOf(ready, above, this.you.id);
    this.rows = (merged ? this.rows.slice(0, -1) : this.rows).concat(rows);
    this.sender.arrived(ready.filter((entry) => entry.author === this.you.id).map((entry) => entry.id));
    this.count(rows);
    this.foldNew(ready);
  }

  private count(rows: readonly Row[]): void {
    const others = rows.filter((row) => row.kind === 'said' && !row.own && row.number > this.readTo);
    const start = others[0];
    const newest = others.at(-1);
    if (newest?.kind === 'said' && newest.text !== null) this.spoken = `${newest.name}: ${newest.text}`;
    if (!this.looking) this.unread += others.length;
    if (!start || (this.atEnd && this.looking)) return;
    // A line that stands above what was read since marks nothing any more: it moves down.
    if (this.lineBefore === null || this.lineBefore <= this.readTo) this.lineBefore = start.number;
    if (!this.atEnd) this.newBelow += others.length;
  }

  private foldNew(entries: readonly Entry[]): void {
    let changed = false;
    for (const entry of entries) {
      if (entry.author === this.you.id && entry.kind === 'renamed') this.you = { ...this.you, name: this.people.name(entry.author) ?? this.you.name };
      if (entry.number <= this.lastOfWelcome) continue;
      const before = this.people.size;
      if (this.people.fold(entry)) changed = true;
      this.membersTotal += this.people.size - before;
      if (entry.kind === 'said') this.quiet(entry.author);
    }
    if (changed) this.showPeople();
  }

  /** Fetches what is missing between what is here and what came after a hole. */
  private async fill(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    const volume = this.volume;
    const answer = await this.ask('history', { after: this.inbox.last, limit: 500 });
    this.fetching = false;
    if (answer.ok && answer.entries.length && volume === this.volume) this.arrived(answer.entries);
  }

  private heardSignals(signals: readonly Signal[]): void {
    let changed = false;
    for (const signal of signals) {
      if (signal.kind === 'typing' && signal.member !== this.you.id) {
        clearTimeout(this.heard.get(signal.member));
        this.heard.set(signal.member, setTimeout(() => this.quiet(signal.member), TYPING));
      } else {
        changed = this.people.hear(signal) || changed;
        if (signal.kind === 'offline') this.quiet(signal.member);
      }
    }
    this.typing = [...this.heard.keys()];
    if (changed) this.showPeople();
  }

  private quiet(member: string): void {
    if (!this.heard.has(member)) return;
    clearTimeout(this.heard.get(member));
    this.heard.delete(member);
    this.typing = [...this.heard.keys()];
  }

  private showPeople(): void {
    this.members = this.people.list(this.language);
    this.membersTotal = Math.max(this.membersTotal, this.members.length);
  }

  private fell(): void {
    if (this.up || !this.downSince) this.downSince = Date.now();
    this.up = false;
    this.redial.later(this.pauseAsked);
    this.pauseAsked = 0;
  }

  private pauseAsked = 0;

  /** The line looks alive and does not answer. */
  private broken(): void {
    this.line.drop();
    this.fell();
    this.redial.now();
  }

  private farewell(bye: Bye): void {
    if (this.entrance.own) return;
    this.pauseAsked = bye.retry_after_ms ?? 0;
    if (bye.code === 'removed' || bye.code === 'banned') {
      this.refused({ code: bye.code, message: bye.message });
      this.line.drop();
    } else if (bye.code === 'closing') {
      this.status = { kind: 'closed_by_host', since: Date.now() };
    }
  }

  private refused(refusal: Refusal): void {
    if (refusal.code === 'log_differs') {
      this.anew = true;
      return this.redial.later();
    }
    this.up = false;
    this.downSince ||= Date.now();
    if (this.entrance.refused(refusal)) return this.redial.later(refusal.retry_after_ms);
    this.status = { ...refusal, kind: 'refused' };
  }
}
