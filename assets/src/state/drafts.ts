/**
 * What was written and not sent, for each room. In the window the program keeps it over a restart;
 * here it is kept over a change of rooms, so that what one has just typed is never older than what
 * the program tells.
 */
import { home } from './home.svelte';
import { tab } from './kept';

/** Milliseconds after the last keystroke. */
const CALM = 400;

export interface Drafts {
  /** The draft to begin with; undefined: not known here. */
  get: () => string | undefined;
  set: (text: string) => void;
  /** Says at once what is still to be said: another room, or the page goes away. */
  flush: () => void;
}

const typed = new Map<string, string>();

export function windowDrafts(room: string): Drafts {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    void home.ask('draft', { room, text: typed.get(room) ?? '' });
  };
  return {
    get: () => typed.get(room),
    set(text) {
      typed.set(room, text);
      clearTimeout(timer);
      timer = setTimeout(flush, CALM);
    },
    flush,
  };
}

export function guestDrafts(): Drafts {
  return {
    get: () => tab.get('draft') ?? '',
    set: (text) => tab.set('draft', text),
    flush: () => {},
  };
}
