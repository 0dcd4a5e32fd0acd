/**
 * Puts entries in order: what came twice is dropped, what came too early waits until the hole
 * below it is filled. It holds how far that is, not the entries themselves.
 */
import type { Entry } from '../wire';

export class Inbox {
  /** Where it began. */
  private from = 1;
  /** The highest number up to which nothing is missing. */
  last = 0;
  private readonly early = new Map<number, Entry>();

  /** Forgets all; the next entry to come is number `from`. */
  begin(from: number): void {
    this.from = from;
    this.last = from - 1;
    this.early.clear();
  }

  get empty(): boolean {
    return this.last < this.from;
  }

  /** Whether entries from number `from` on can be put behind these, once a hole of at most
   * `largest` is filled. Below the first entries there is no hole: a log that was not here yet may
   * turn out to begin further up, and what is missing then is nothing that anybody could fetch. */
  goesOn(from: number, largest: number): boolean {
    const hole = from - this.last - 1;
    return hole >= 0 && hole <= (this.empty ? 0 : largest);
  }

  /** The entries that continue what is here, in order; the others wait or are dropped. */
  take(entries: readonly Entry[]): Entry[] {
    const ready: Entry[] = [];
    for (const entry of entries) {
      if (entry.number > this.last) this.early.set(entry.number, entry);
    }
    for (let next; (next = this.early.get(this.last + 1)); this.last++) {
      this.early.delete(next.number);
      ready.push(next);
    }
    return ready;
  }

  /** How many entries are missing below those that came too early; 0: no hole. */
  get missing(): number {
    if (this.early.size === 0) return 0;
    return Math.min(...this.early.keys()) - this.last - 1;
  }
}
