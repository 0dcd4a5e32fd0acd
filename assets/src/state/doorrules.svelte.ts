/** What a room asks of a newcomer, and what it would let them read; told before anybody comes in. */
import type { Admission } from '../wire';
import { post } from './post';

interface Rules {
  admission: Admission;
  history: number;
}

/** Milliseconds for one answer. */
const PATIENCE = 4000;
/** Milliseconds until it is asked again: nothing is known yet, or it may be otherwise by now. */
const SOON = 2000;
const LATER = 5000;

export class DoorRules {
  told = $state.raw<Rules | null>(null);
  /** The host is there, and the room is not open. */
  closed = $state(false);
  /** Nobody answers. */
  away = $state(false);

  /** Asks about the room `target()` until the function that it gives back is called. */
  watch(target: () => string): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const ask = async (): Promise<void> => {
      const answer = await post<Rules>('/door/rules', { room: target() }, PATIENCE);
      if (over) return;
      this.away = answer === null;
      if (answer?.ok) this.told = answer.told;
      if (answer) this.closed = !answer.ok && answer.error.code === 'unknown_room';
      timer = setTimeout(() => void ask(), answer?.ok ? LATER : SOON);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }
}
