/**
 * A room on screen: its line, its log as far as the page has it, who is there, and what is being
 * sent. Where the page is (window or guest) differs only in the `Entrance`.
 */
import { SvelteSet } from 'svelte/reactivity';

import { Line } from '../socket';
import type {
  Bye,
  Entry,
  Knock,
  Limits,
  Member,
  Refusal,
  RoomAsks,
  RoomEvents,
  RoomState,
  Welcome,
} from '../wire';
import { Announcer } from './announcer.svelte';
import { Asking } from './asking';
import { blocked } from './blocked.svelte';
import { covered, type Listed } from './covered';
import { Crowd } from './crowd.svelte';
import { History } from './history.svelte';
import { Inbox } from './inbox';
import { known } from './known';
import { Marks } from './marks.svelte';
import { Pace } from './pace.svelte';
import { Reading } from './reading.svelte';
import { Receipts } from './receipts.svelte';
import { Redial } from './redial';
import { Remarks } from './remarks.svelte';
import { waitingRows, type Row } from './rows';
import { RoomRules } from './rules.svelte';
import { Sender, type Words } from './sender.svelte';
import type { Entrance } from './ways-in';
import { Writing } from './writing';

export type { Entrance } from './ways-in';

/** A hole of more entries than this is not filled: the page begins anew at the end. */
const LARGEST_HOLE = 3000;
/** Milliseconds in which a line that is alive answers; a new one is soon made. */
const WAKING = 1500;
/** Goodbyes after which one is not in the room any more. */
const OVER = ['removed', 'banned', 'left', 'expired'];
const LIMITS: Limits = { text: 10000, name: 40 };

export class Room extends Asking {
  role = $state<'host' | 'member'>('member');
  you = $state.raw<{ id: string; name: string }>({ id: '', name: '' });
  host = $state('');
  limits = $state.raw<Limits>(LIMITS);
  /** The message to be shown, wherever it stands. */
  wanted = $state.raw<{ number: number } | null>(null);

  /** The draft that the program kept; null until told. */
  draft = $state<string | null>(null);

  /** Welcomed at least once: there is something to show. */
  entered = $state(false);
  up = $state(false);
  status = $state.raw<RoomState>({ kind: 'connecting' });
  /** When the next dialling is due (ms), while the line is down. */
  nextTry = $state(0);
  downSince = $state(0);
  /** Who asks to come in, told to those who may let them. */
  knocks = $state.raw<readonly Knock[]>([]);
  /** Nobody answered when it was dialled last. */
  silent = $state(false);

  readonly rules = new RoomRules();
  readonly pace = new Pace();
  readonly sender: Sender;
  readonly crowd: Crowd;
  readonly reading: Reading;
  readonly announcer = new Announcer((author) => blocked.has(author));
  readonly marks = new Marks();
  readonly receipts = new Receipts(
    () => this.rows,
    () => this.you.id,
    () => this.history.atEnd,
  );
  readonly remarks = new Remarks();
  /** The entries before which this log and one that was kept aside part. */
  parted = $state.raw<number[]>([]);
  readonly history: History;
  readonly waiting = $derived.by(() =>
    this.history.atEnd ? waitingRows(this.sender.items, this.rows.at(-1), this.you) : [],
  );
  /** The messages of people who are blocked that are shown all the same, by their rows' keys: until
   * another room is. */
  readonly uncovered = new SvelteSet<string>();
  readonly all = $derived.by<Listed[]>(() => {
    const rows = covered(this.rows, blocked.ids, this.uncovered);
    return this.waiting.length ? [...rows, ...this.waiting] : rows;
  });
  /** Who is writing, and may be heard. */
  readonly writers = $derived.by(() => this.crowd.typing.filter((id) => !blocked.has(id)));
  /** What is said now reaches the others at once, and who is here is known. */
  readonly live = $derived(
    this.up && (this.status.kind === 'connected' || this.status.kind === 'hosting'),
  );

  /** Nothing that one says or answers is taken. */
  readonly muted = $derived.by(() => this.me?.muted === true && this.rankOf(this.you.id) < 2);

  private readonly writing = new Writing(
    () => this.live,
    () => this.line.tell('signal', { kind: 'typing' }),
  );
  private readonly inbox = new Inbox();
  private filling = false;
  private anew = false;
  private log: number | undefined;
  /** The other side asked to be left alone this long (ms). */
  private pauseAsked = 0;
  private readonly redial = new Redial(
    () => this.line.dial(),
    (at) => (this.nextTry = at),
  );
  private readonly line: Line<RoomAsks, RoomEvents>;

  constructor(namespace: string, private readonly entrance: Entrance) {
    super();
    this.sender = new Sender(
      {
        ask: (message) => this.ask('say', message),
        has: (number) => number <= this.inbox.last,
        keep: (items) => entrance.keepUnsent(items),
      },
      entrance.unsent(),
    );
    this.history = new History({
      ask: (asked) => this.ask('history', asked),
      hear: (answer) => {
        this.marks.hear(answer.marks ?? []);
        this.remarks.hear(answer);
      },
      left: (rows, oldest, newest) => {
        this.marks.keep(oldest, newest);
        this.remarks.keep(rows, oldest, newest);
      },
    });
    this.crowd = new Crowd((asked) => this.ask('members', asked));
    this.reading = new Reading(
      (number) => entrance.read(number),
      (row) => !blocked.has(row.author),
    );
    this.line = new Line<RoomAsks, RoomEvents>(namespace, {
      near: entrance.own,
      auth: () => entrance.auth(this.after),
      down: () => this.fell(),
      refused: (refusal) => this.refused(refusal),
      on: {
        welcome: (welcome) => this.welcomed(welcome),
        entries: (entries) => this.arrived(entries),
        signals: (signals) => {
          this.crowd.hear(signals);
          this.receipts.hear(signals);
        },
        bye: (bye) => this.farewell(bye),
        status: (state) => {
          this.status = state;
          this.writing.look(Date.now());
          // The host is back: what could not be fetched can be now.
          if (this.history.cut && this.live) void this.history.earlier();
        },
        waiting: (items) => this.sender.keptAre(items),
        marks: (marks) => this.marks.hear(marks),
        knocks: (knocks) => (this.knocks = knocks),
      },
    });
  }

  start(): void {
    this.redial.start();
  }

  stop(): void {
    this.redial.stop();
    this.line.drop();
    this.crowd.stop();
    this.announcer.stop();
  }

  /** The machine woke, the network is back, or the person does not want to wait. */
  async wake(): Promise<void> {
    if (!this.line.up) return this.redial.now();
    // A line that died in sleep still looks alive; one cheap question tells.
    const asked = { after: this.inbox.last, limit: 1 };
    const answer = await this.line.ask('history', asked, WAKING);
    if (!answer.ok && answer.error.code === 'no_line' && this.line.up) this.broken();
  }

  say(words: Words): void {
    this.reading.done();
    if (words.reply_to !== undefined) this.remarks.quoteRow(words.reply_to, this.rows);
    this.writing.said(Date.now());
    if (this.live) this.pace.said(Date.now());
    // What the person has just written is shown, wherever they read.
    if (!this.history.atEnd) void this.history.goTo({ number: null, align: 'start' });
    this.sender.say(words);
  }

  /** Other words for a message; the refusal, if not granted. */
  amend(words: Words & { number: number }): Promise<Refusal | null> {
    this.writing.said(Date.now());
    return this.act('amend', words);
  }

  /** The person is writing. */
  write(): void {
    this.writing.wrote(Date.now());
  }

  /** Tells the host up to where one has read; 0 takes it back. */
  tellRead(number: number): void {
    this.line.tell('signal', { kind: 'read', number });
  }

  /** How much somebody may do here: 3 the host, 2 a moderator, 1 everybody else. */
  rankOf(id: string): number {
    const role = this.crowd.of(id)?.role;
    if (id === this.host || role === 'host') return 3;
    return role === 'moderator' ? 2 : 1;
  }

  /** One's own entry in the list of members. */
  get me(): Member | undefined {
    return this.crowd.of(this.you.id);
  }

  get name(): string {
    return this.rules.name;
  }

  get rows(): Row[] {
    return this.history.rows;
  }

  get first(): number {
    return this.history.first;
  }

  private get after(): number {
    return this.anew || this.inbox.empty ? -1 : this.inbox.last;
  }

  async ask<K extends keyof RoomAsks & string>(name: K, data: RoomAsks[K]['ask']) {
    const answer = await this.line.ask(name, data);
    if (!answer.ok && answer.error.code === 'no_line' && this.line.up) this.broken();
    return answer;
  }

  private welcomed(welcome: Welcome): void {
    this.redial.reached();
    const other = this.log !== undefined && welcome.log !== undefined && this.log !== welcome.log;
    this.log = welcome.log ?? this.log;
    if (other && !this.anew) {
      // The log that is on screen was set aside; this one has to be told from its end.
      this.anew = true;
      return this.broken();
    }
    this.up = true;
    this.knocks = [];
    this.silent = false;
    this.downSince = 0;
    this.rules.begin(welcome);
    this.pace.begin(welcome.last);
    this.role = welcome.role ?? 'member';
    this.host = welcome.state.host ?? '';
    this.limits = { ...LIMITS, ...welcome.limits };
    const another = this.you.id !== welcome.you.id;
    const goesOn = this.inbox.goesOn(welcome.from, LARGEST_HOLE);
    if (!this.entered || this.anew || another || !goesOn) {
      this.inbox.begin(welcome.from);
      this.sender.anew();
      this.marks.clear();
      this.remarks.clear();
      this.history.begin(welcome.from);
      this.announcer.begin(welcome.last);
      this.reading.begin({ ...welcome, read: welcome.read ?? this.entrance.readTo?.() }, this.entered);
    }
    this.anew = false;
    this.you = welcome.you;
    this.remarks.hear(welcome);
    this.history.welcomed(welcome.first, welcome.you.id);
    this.parted = welcome.parted ?? [];
    this.status = welcome.status ?? { kind: 'connected' };
    if (welcome.draft !== undefined) this.draft = welcome.draft;
    this.crowd.begin(welcome);
    this.receipts.clear();
    if (welcome.waiting) this.sender.keptAre(welcome.waiting);
    this.entered = true;
    this.entrance.welcomed(welcome);
    this.sender.resume();
    this.writing.look(Date.now());
  }

  private arrived(entries: readonly Entry[]): void {
    const ready = this.inbox.take(entries);
    if (this.inbox.missing > 0) void this.fill();
    if (!ready.length) return;
    const rows = this.history.arrived(ready, this.reading.atEnd);
    const mine = ready.filter((entry) => entry.author === this.you.id);
    this.sender.arrived(mine.map((entry) => entry.id));
    this.pace.fold(mine, Date.now());
    this.erase(this.remarks.fold(ready, this.you.id));
    void this.remarks.quoteNew(ready, this.rows, (asked) => this.ask('history', asked));
    this.announcer.hear(this.reading.count(rows));
    this.crowd.fold(ready);
    this.rules.fold(ready);
    for (const entry of mine) this.renamed(entry);
  }

  /** Messages that were deleted keep their places. */
  private erase(gone: readonly number[]): void {
    if (!gone.length) return;
    this.announcer.erase(gone);
    this.history.change((row) =>
      row.kind === 'said' && gone.includes(row.number) ? { ...row, text: null } : row,
    );
  }

  private renamed(entry: Entry): void {
    const fact = known(entry);
    if (fact?.kind === 'renamed') this.you = { ...this.you, name: fact.body.name };
  }

  /** Fetches what is missing between what is here and what came after a hole. */
  private async fill(): Promise<void> {
    if (this.filling) return;
    this.filling = true;
    const from = this.inbox.last;
    const answer = await this.ask('history', { after: from, limit: 500 });
    this.filling = false;
    if (!answer.ok || !answer.entries.length || from !== this.inbox.last) return;
    this.marks.hear(answer.marks ?? []);
    this.arrived(answer.entries);
    // After the entries: it tells how they stand now.
    this.remarks.hear(answer);
  }

  private fell(): void {
    if (this.up || !this.downSince) this.downSince = Date.now();
    this.up = false;
    this.silent = true;
    this.redial.later(this.pauseAsked);
    this.pauseAsked = 0;
  }

  /** The line looks alive and does not answer. */
  private broken(): void {
    this.line.drop();
    this.fell();
    this.redial.now();
  }

  private farewell(bye: Bye): void {
    if (this.entrance.own) return;
    this.pauseAsked = bye.retry_after_ms ?? 0;
    if (OVER.includes(bye.code)) {
      const why = bye.why === undefined ? {} : { why: bye.why };
      this.refused({ code: bye.code, message: bye.message, ...why });
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
    this.up = this.silent = false;
    this.downSince ||= Date.now();
    const least = this.entrance.refused(refusal);
    if (least === null) {
      this.status = { ...refusal, kind: 'refused' };
      return;
    }
    this.redial.later(least);
    if (this.entrance.own) return;
    const { downSince: since, nextTry: at } = this;
    this.status = { kind: 'retrying', at, since, reason: refusal.code };
  }
}
