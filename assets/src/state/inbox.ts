/**
 * Puts entries in order: what came twice is dropped, what came too early waits until the hole
 * below it is filled. It holds the bounds of what the page has, not the entries themselves.
 */
import type { Entry } from '../wire';

export class Inbox {
  /** The lowest number that the page has; `last + 1` while it has none. */
  oldest = 1;
  /** The highest number up to which nothing is missing. */
  last = 0;
  private readonly early = new Map<number, Entry>();

  /** Forgets all; the next entry to come is number `from`. */
  begin(from: number): void {
    this.oldest = from;
    this.last = from - 1;
    this.early.clear();
  }

  get empty(): boolean {
    return this.last < this.oldest;
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

  /** The entries that end right below what is here, in order; a page that does not meet it, none. */
  takeEarlier(entries: readonly Entry[]): Entry[] {
    const page: Entry[] = [];
    const sorted = [...entries].sort((one, other) => other.number - one.number);
    for (const entry of sorted) {
      if (entry.number !== this.oldest - 1) continue;
      page.push(entry);
      this.oldest = entry.number;
    }
    return page.reverse();
  }

  /** How many entries are missing below those that came too early; 0: no hole. */
  get missing(): number {
    if (this.early.size === 0) return 0;
    return Math.min(...this.early.keys()) - this.last - 1;
  }
}
