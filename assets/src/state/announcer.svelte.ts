/** Tells a screen reader of new messages (`heard.ts` says how), in a region that is only heard. */
import { words } from '../markup/markup.svelte';
import { gathered, told, without, type Gathered } from './heard';
import type { SaidRow } from './rows';

export type Told = ReturnType<typeof told>;

export class Announcer {
  /** What is being said; another object each time, since the same words may be said twice. */
  saying = $state.raw<Told | null>(null);

  private waiting: Gathered | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last: readonly number[] = [];
  /** What was there when one came in is history, and not news. */
  private from = 0;

  /** `silenced`: whether an author is not to be heard, asked when it comes to that. */
  constructor(private readonly silenced: (author: string) => boolean = () => false) {}

  /** The log begins anew; entries up to `last` are history. */
  begin(last: number): void {
    this.stop();
    this.saying = null;
    this.last = [];
    this.from = last;
  }

  /** Messages of others have come. */
  hear(rows: readonly SaidRow[]): void {
    const heard = rows
      .filter((row) => row.number > this.from && row.text !== null)
      .map(({ number, author, name, text }) => ({ number, author, name, text: text ?? '' }));
    this.wait(gathered(this.waiting, heard, Date.now()));
  }

  /** Messages were deleted: they are not said, nor left standing. */
  erase(gone: readonly number[]): void {
    if (this.last.some((number) => gone.includes(number))) this.saying = null;
    this.wait(without(this.waiting, gone));
  }

  stop(): void {
    this.wait(null);
  }

  private wait(waiting: Gathered | null): void {
    clearTimeout(this.timer);
    this.waiting = waiting;
    if (waiting) this.timer = setTimeout(() => this.say(waiting), waiting.due - Date.now());
  }

  private say(waiting: Gathered): void {
    this.waiting = null;
    // Somebody may have been blocked while it waited.
    const heard = waiting.heard.filter(({ author }) => !this.silenced(author));
    if (!heard.length) return;
    this.last = heard.slice(-1).map(({ number }) => number);
    this.saying = told({ ...waiting, heard }, words);
  }
}
