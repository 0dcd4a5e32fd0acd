/**
 * Whom the person does not want to hear. In the window the program keeps it for all rooms and tells
 * it; for a guest the browser keeps it, for each room.
 */
import type { Shut } from '../wire';
import { parsed, type Shelf } from './kept';

/** The program takes no more, either. */
export const MOST_BLOCKED = 1000;

export class Blocked {
  /** The last one first. */
  list = $state.raw<readonly Shut[]>([]);
  /** Whose messages are covered. */
  readonly ids: ReadonlySet<string> = $derived(
    new Set(this.list.filter((one) => !one.wishes_only).map((one) => one.member)),
  );
  private shelf: Shelf | null = null;
  private shelved = '';

  has(member: string): boolean {
    return this.ids.has(member);
  }

  /** The program told it. */
  hear(list: readonly Shut[]): void {
    this.list = list;
  }

  /* ------------------------------------------------ what a guest's browser keeps */

  /** From now on it is that of `room`. */
  open(shelf: Shelf, room: string): void {
    this.shelf = shelf;
    this.shelved = `blocked.${room}`;
    this.list = this.read();
  }

  /** False: there are too many. */
  put(shut: Shut): boolean {
    const others = this.read().filter((one) => one.member !== shut.member);
    if (others.length >= MOST_BLOCKED) return false;
    this.keep([shut, ...others]);
    return true;
  }

  remove(member: string): void {
    this.keep(this.read().filter((one) => one.member !== member));
  }

  /** Read anew each time: another tab may have changed it. */
  private read(): Shut[] {
    const kept = parsed(this.shelf?.get(this.shelved) ?? null);
    if (!Array.isArray(kept)) return [];
    return kept.filter(isShut).map(({ member, name, at }) => ({ member, name, at }));
  }

  private keep(list: Shut[]): void {
    this.shelf?.set(this.shelved, JSON.stringify(list));
    this.list = list;
  }
}

function isShut(value: unknown): value is Shut {
  const one = (value ?? {}) as Partial<Shut>;
  return typeof one.member === 'string' && typeof one.name === 'string' && typeof one.at === 'number';
}

export const blocked = new Blocked();
