/**
 * When to dial again: soon, then a little later, for as long as it takes, and at once when the
 * machine wakes, the network comes back or the person asks.
 */

/** A host that is there again is found within 3 s, so no wait is longer than this (ms). */
const LONGEST = 2400;
/** No wait is shorter than this (ms). */
const SHORTEST = 100;

/** Milliseconds to wait before the dialling number `tries` (from 0); spread, so that a host that
 * has just started is not met by everyone in the same moment. `chance` is in 0 ≤ chance < 1. */
export function pause(tries: number, chance: number): number {
  const longest = Math.min(LONGEST, 400 * 2 ** Math.min(tries, 10));
  return Math.round(longest * (0.5 + chance / 2));
}

export class Redial {
  private tries = 0;
  /** When the last dialling began (ms); null: it came up. */
  private dialled: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = true;

  /** `planned` is told when the next dialling is due (ms since the epoch). */
  constructor(
    private readonly dial: () => void,
    private readonly planned: (at: number) => void = () => {},
  ) {}

  start(): void {
    this.stopped = false;
    this.tries = 0;
    this.now();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** The line is up: the next loss begins with a short wait again. */
  reached(): void {
    this.tries = 0;
    this.dialled = null;
    clearTimeout(this.timer);
  }

  /** The line went down, or did not come up. `least`: the other side asked for this many ms. */
  later(least = 0): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    // Counted from the last dialling: one that hung for a while was a wait already.
    const hung = this.dialled === null ? 0 : Date.now() - this.dialled;
    const wait = Math.max(pause(this.tries++, Math.random()) - hung, SHORTEST, least);
    this.timer = setTimeout(() => this.now(), wait);
    this.planned(Date.now() + wait);
  }

  /** Dials without waiting. */
  now(): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.dialled = Date.now();
    this.dial();
  }
}
