/** From message to message by the keyboard. Pure. */
import type { Listed } from '../state/covered';

export type Step = 'up' | 'down' | 'first' | 'last';

const STEPS: Record<string, Step> = { ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'last' };

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The step that a key means; null: none. */
export function stepOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Press): Step | null {
  return ctrlKey || metaKey || altKey || shiftKey ? null : (STEPS[key] ?? null);
}

/** Alt+Up, from wherever one is in the room: to the messages. `above`: so many characters stand before
 * the caret, where the system itself means by it that the caret goes up. */
export function leadsUp({ key, ctrlKey, metaKey, altKey, shiftKey }: Press, above: number): boolean {
  return key === 'ArrowUp' && altKey && !ctrlKey && !metaKey && !shiftKey && above === 0;
}

/** The index of the message to which a step leads from the row at `from`, which need not be one;
 * -1: there is none on the page. */
export function messageAt(rows: readonly Listed[], from: number, step: Step): number {
  switch (step) {
    case 'first':
      return rows.findIndex(isMessage);
    case 'last':
      return rows.findLastIndex(isMessage);
    case 'up':
      return rows.findLastIndex((row, at) => at < from && isMessage(row));
    case 'down':
      return rows.findIndex((row, at) => at > from && isMessage(row));
  }
}

/** What covers messages is gone to as well, since it shows them. */
function isMessage(row: Listed): boolean {
  return row.kind !== 'note';
}
