/**
 * How fast one may write: with slow mode on, once in some seconds. The host decides; here only
 * the time is worked out at which it will take the next message, so that nobody writes in vain.
 */
import type { Entry } from '../wire';

export class Pace {
  /** When one's own newest message was stored, by this computer's clock (ms). */
  private last = $state(0);
  /** Entries up to this one are older than this page's line. */
  private counted = 0;

  begin(last: number): void {
    this.counted = last;
  }

  /** A message goes out now (ms), to a host that is there. */
  said(now: number): void {
    this.last = Math.max(this.last, now);
  }

  /** Own messages have come; `now` in ms. */
  fold(mine: readonly Entry[], now: number): void {
    for (const { kind, number, at } of mine) {
      if (kind !== 'said') continue;
      // Of what was stored a moment ago one's own clock tells best; else the host's.
      this.last = Math.max(this.last, number > this.counted ? now : Math.min(at, now));
    }
  }

  /** When the next message may follow (ms), in a room where `seconds` lie between two. */
  next(seconds: number): number {
    return seconds > 0 && this.last > 0 ? this.last + seconds * 1000 : 0;
  }
}
