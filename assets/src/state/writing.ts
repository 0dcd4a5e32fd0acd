/**
 * Tells the others that the person is writing: now and then, and as soon as they can be told. Who
 * has just come in may be writing before the host has answered.
 */
import { SPOKEN, TYPING } from './crowd.svelte';

/** Milliseconds between two signals that the person is writing. */
export const TYPING_PAUSE = 3000;

export class Writing {
  private told = -Infinity;
  /** When the person wrote while nobody could be told. */
  private untold = -Infinity;

  constructor(
    private readonly live: () => boolean,
    private readonly tell: () => void,
  ) {}

  /** The person wrote at `now` (ms). */
  wrote(now: number): void {
    if (!this.live()) {
      this.untold = now;
    } else if (now - this.told >= TYPING_PAUSE) {
      this.told = now;
      this.tell();
    }
  }

  /** The message was sent: what is written from now on is another. */
  said(now: number): void {
    // The others take a signal right after a message for one about that message.
    this.told = now - TYPING_PAUSE + SPOKEN;
    this.untold = -Infinity;
  }

  /** The line or the room has changed; the others may be there by now. */
  look(now: number): void {
    if (!this.live()) return;
    // What was written longer ago is not being written any more.
    if (now - this.untold < TYPING) this.wrote(now);
    this.untold = -Infinity;
  }
}
