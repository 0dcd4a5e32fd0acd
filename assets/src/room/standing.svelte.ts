/**
 * Where one stands among the messages by the keyboard. Tab leads to one message only: the one that
 * was stood at last, or the newest in sight while the focus is elsewhere. The list keeps its row in
 * the document wherever it scrolls, so that the focus is not lost with it.
 */
import { tick } from 'svelte';

import { nowhere, ring } from '../components/focus';
import type { Room } from '../state/room.svelte';
import { messageAt, stepOf, type Step } from './steps';

/** A row that comes into sight is laid out and measured within so many frames. */
const FRAMES = 60;

interface Ends {
  scroller: () => HTMLElement;
  /** brings the row at this index into sight */
  bring: (index: number) => void;
  /** to where one writes; false: nothing can be written */
  leave: () => boolean;
}

export class Standing {
  /** The row that Tab leads to. */
  key = $state<string | null>(null);
  /** The focus is in the timeline. */
  private inside = $state(false);
  /** The rows on screen, first and last. */
  private sight: [number, number] = [0, 0];

  readonly index = $derived.by(() =>
    this.key === null ? -1 : this.room.all.findIndex((row) => row.key === this.key),
  );
  /** Rows that stay in the document though they are not on screen. */
  readonly kept = $derived(this.inside && this.index >= 0 ? [this.index] : []);

  constructor(
    private readonly room: Room,
    private readonly ends: Ends,
  ) {}

  /** Rows `from` to `to` are on screen. */
  look(from: number, to: number): void {
    this.sight = [from, to];
    if (this.inside && this.index >= 0) return;
    const { all } = this.room;
    const above = messageAt(all, to + 1, 'up');
    this.key = all[above < 0 ? messageAt(all, to, 'down') : above]?.key ?? null;
  }

  /** To the newest message on the page; false: there is none. */
  enter(): boolean {
    const at = messageAt(this.room.all, -1, 'last');
    if (at >= 0) void this.go(at);
    return at >= 0;
  }

  /** To where Tab leads, so that nothing moves; false: there is no message. */
  stay(): boolean {
    if (this.index < 0) return this.enter();
    void this.go(this.index, false);
    return true;
  }

  keydown(event: KeyboardEvent): void {
    const { target } = event;
    // What lies over the page belongs to a row, too.
    if (event.defaultPrevented || !(target instanceof HTMLElement) || target.closest('dialog')) return;
    const message = target.closest<HTMLElement>('.said');
    if (event.key === 'Escape') {
      if (message && target !== message) message.focus();
      else if (!this.ends.leave()) return;
    } else if (event.key === 'Enter' && target === message) {
      message.querySelector<HTMLElement>('.actions button, .fault button')?.focus();
    } else {
      const step = stepOf(event);
      const steps = target === message || target === this.ends.scroller() || target.matches('button');
      if (step === null || !steps) return;
      void this.step(step);
    }
    event.preventDefault();
  }

  focusin(event: FocusEvent): void {
    this.inside = true;
    const row = event.target instanceof Element && event.target.closest<HTMLElement>('[data-key]');
    if (row) this.key = row.dataset.key ?? null;
  }

  focusout({ target, relatedTarget }: FocusEvent): void {
    if (relatedTarget instanceof Node) {
      this.inside = this.ends.scroller().contains(relatedTarget);
      return;
    }
    // Another window has the focus, the person pressed beside everything, or what had it is gone.
    requestAnimationFrame(() => {
      if (!nowhere()) return;
      if (target instanceof Node && target.isConnected) this.inside = false;
      else this.recover();
    });
  }

  /** What had the focus is gone: its message has it then, or at least the timeline. */
  recover(): void {
    if (!this.inside || !nowhere()) return;
    (this.element() ?? this.ends.scroller()).focus({ preventScroll: true });
  }

  /** Scrolling down so far (px) would take the message one stands at out of sight. A press with the
   * mouse is no standing there. */
  leftBehind(by: number): boolean {
    const element = this.element();
    if (!element?.contains(document.activeElement) || !document.activeElement?.matches(':focus-visible, [data-ring]')) return false;
    const top = element.getBoundingClientRect().top - this.ends.scroller().getBoundingClientRect().top;
    return top >= 0 && top - by < 0;
  }

  private async step(step: Step): Promise<void> {
    let to = messageAt(this.room.all, this.from(step), step);
    if (to < 0) {
      const { key } = this;
      await (step === 'up' ? this.room.history.earlier() : this.room.history.later());
      // Who went elsewhere meanwhile, to write, stays there.
      if (key !== this.key || !this.inside) return;
      to = messageAt(this.room.all, this.from(step), step);
    }
    if (to >= 0) await this.go(to);
  }

  /** The row from which to step: the one that is stood at, or the edge of what is in sight. */
  private from(step: Step): number {
    const [first, last] = this.sight;
    const seen = this.index >= first && this.index <= last;
    const beside = step === 'up' ? 1 : -1;
    if (!seen) return step === 'up' ? last + beside : first + beside;
    return document.activeElement === this.ends.scroller() ? this.index + beside : this.index;
  }

  /** `ringed`: for a key, so that it is seen where one stands. */
  private async go(index: number, ringed = true): Promise<void> {
    const key = this.room.all[index]?.key;
    if (key === undefined) return;
    this.key = key;
    this.inside = true;
    await tick();
    for (let frame = 0; frame < FRAMES && key === this.key && this.inside; frame++) {
      const element = this.element();
      if (element && getComputedStyle(element).visibility === 'visible') {
        if (ringed) ring(element);
        else element.focus({ preventScroll: true });
        element.scrollIntoView({ block: 'nearest' });
        return;
      }
      if (frame === 0) this.ends.bring(index);
      await new Promise(requestAnimationFrame);
    }
  }

  private element(): HTMLElement | null {
    if (this.key === null) return null;
    const row = `[data-key="${CSS.escape(this.key)}"]`;
    return this.ends.scroller().querySelector(`${row} .said, ${row} .covered button`);
  }
}
