/**
 * Sends own messages: at once in the list, then one after the other over the line, each under one
 * id, so that sending it again after a loss stores it once. What the program has put on disk it
 * sends itself.
 */
import type { Answer, Mention, RoomAsks, Said, Waiting } from '../wire';
import { merged, uuid } from './outbox';

export interface SenderEnds {
  ask: (message: RoomAsks['say']['ask']) => Promise<Answer<Said>>;
  /** Whether the entry of this number is here already, or below what is here. */
  has: (number: number) => boolean;
  /** Keeps what is in hand over a reload of the page. */
  keep: (items: readonly Waiting[]) => void;
}

/** What is said. */
export interface Words {
  text: string;
  reply_to?: number;
  mentions?: Mention[];
}

/** Own entries that came last, by id; more than can be on their way between page and program. */
const REMEMBERED = 500;

export class Sender {
  private mine = $state.raw<readonly Waiting[]>([]);
  private kept = $state.raw<readonly Waiting[]>([]);
  private stored = $state.raw<ReadonlySet<string>>(new Set());
  /** What is to be seen below the log, in order. */
  readonly items = $derived(merged(this.mine, this.kept, this.stored));

  /** Acknowledged, and only waiting for its entry. */
  private readonly told = new Set<string>();
  private running = false;

  constructor(
    private readonly ends: SenderEnds,
    before: readonly Waiting[] = [],
  ) {
    this.mine = before;
  }

  /** Messages in hand when the page was closed, now that it is known which room they are for. */
  restore(items: readonly Waiting[]): void {
    const here = new Set(this.mine.map((item) => item.id));
    this.mine = [...items.filter((item) => !here.has(item.id)), ...this.mine];
  }

  say(words: Words): void {
    this.change([...this.mine, { id: uuid(), ...words, at: Date.now(), state: 'waiting' }]);
    void this.run();
  }

  /** The line is up (again): what has no entry yet goes out once more, under its id. */
  resume(): void {
    this.told.clear();
    void this.run();
  }

  /** Tries a refused message once more; false: it is not in this page's hand. */
  resend(id: string): boolean {
    if (!this.mine.some((item) => item.id === id)) return false;
    this.replace(id, { state: 'waiting', error: undefined });
    void this.run();
    return true;
  }

  /** Gives a message up; false: it is not in this page's hand. */
  discard(id: string): boolean {
    if (!this.mine.some((item) => item.id === id)) return false;
    this.change(this.mine.filter((item) => item.id !== id));
    return true;
  }

  /** The messages that the program keeps for this room, all of them. */
  keptAre(items: readonly Waiting[]): void {
    this.kept = items;
    const ids = new Set(items.map((item) => item.id));
    if (this.mine.some((item) => ids.has(item.id))) {
      this.change(this.mine.filter((item) => !ids.has(item.id)));
    }
  }

  /** Entries of own messages have come. */
  arrived(ids: readonly string[]): void {
    if (!ids.length) return;
    const here = new Set(ids);
    // The program may still tell of a message as waiting after its entry has come.
    this.stored = new Set([...this.stored, ...ids].slice(-REMEMBERED));
    if (this.mine.some((item) => here.has(item.id))) {
      this.change(this.mine.filter((item) => !here.has(item.id)));
    }
  }

  /** Another log under the same id: what was stored in the old one may wait again. */
  anew(): void {
    this.stored = new Set();
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (;;) {
        const next = this.mine.find((item) => item.state === 'waiting' && !this.told.has(item.id));
        if (!next) return;
        const { id, text, reply_to, mentions } = next;
        const answer = await this.ends.ask({
          id,
          text,
          ...(reply_to !== undefined && { reply_to }),
          ...(mentions?.length && { mentions }),
        });
        if (answer.ok) {
          this.told.add(next.id);
          if (answer.number !== undefined && this.ends.has(answer.number)) this.discard(next.id);
        } else if (answer.error.code === 'too_fast') {
          const wait = answer.error.retry_after_ms ?? 1000;
          this.replace(next.id, { retry_at: Date.now() + wait });
          await new Promise((go) => setTimeout(go, wait));
        } else if (answer.error.code === 'no_line' || answer.error.code === 'closing') {
          return;
        } else {
          this.replace(next.id, { state: 'refused', error: answer.error });
        }
      }
    } finally {
      this.running = false;
    }
  }

  private replace(id: string, change: Partial<Waiting>): void {
    this.change(this.mine.map((item) => (item.id === id ? { ...item, ...change } : item)));
  }

  private change(items: readonly Waiting[]): void {
    this.mine = items;
    this.ends.keep(items);
  }
}
