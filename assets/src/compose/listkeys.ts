/** The keys of a list that stands below what is being typed. */

/** The list, and what its keys do. */
export interface Offered {
  readonly length: number;
  readonly marked: number;
  mark(place: number): void;
  /** takes the one that is marked */
  take(): void;
  /** puts the list off, for what is being typed now */
  putOff(): void;
}

/** A key by itself. What belongs to a syllable being put together never is one. */
export function isPlain(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229) return false;
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
}

/** True: the key was for the list, and is for nothing else. */
export function listKey(event: KeyboardEvent, list: Offered): boolean {
  if (!list.length || !isPlain(event)) return false;
  if (event.key === 'ArrowDown') list.mark((list.marked + 1) % list.length);
  else if (event.key === 'ArrowUp') list.mark((list.marked + list.length - 1) % list.length);
  else if (event.key === 'Enter' || event.key === 'Tab') list.take();
  else if (event.key === 'Escape') list.putOff();
  else return false;
  event.preventDefault();
  return true;
}
