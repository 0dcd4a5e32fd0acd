/**
 * What was written and not sent, for each room. In the window the program keeps it over a restart;
 * here it is kept over a change of rooms, so that what one has just typed is never older than what
 * the program tells.
 */
import { home } from './home.svelte';
import { tab } from './kept';
import type { About } from './talk.svelte';

/** Milliseconds after the last keystroke. */
const CALM = 400;

/** An answer or a change that was begun; `words` are the change's. */
export interface Unfinished {
  replying: About | null;
  editing: About | null;
  words: string;
}

export interface Drafts {
  /** The draft to begin with; undefined: not known here. */
  get: () => string | undefined;
  set: (text: string) => void;
  /** Kept until the page is loaded anew. */
  unfinished: Unfinished | undefined;
  /** Says at once what is still to be said: another room, or the page goes away. */
  flush: () => void;
}

const typed = new Map<string, string>();
const begun = new Map<string, Unfinished>();

export function windowDrafts(room: string): Drafts {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    void home.ask('draft', { room, text: typed.get(room) ?? '' });
  };
  return {
    get unfinished() {
      return begun.get(room);
    },
    set unfinished(unfinished) {
      if (unfinished) begun.set(room, unfinished);
      else begun.delete(room);
    },
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
    unfinished: undefined,
    get: () => tab.get('draft') ?? '',
    set: (text) => tab.set('draft', text),
    flush: () => {},
  };
}
