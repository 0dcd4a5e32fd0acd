/** Which entries the program found wrong, by their number. */
import { SvelteMap } from 'svelte/reactivity';

import type { Fault, Mark } from '../wire';

export class Marks {
  private readonly faults = new SvelteMap<number, Fault>();

  of(number: number): Fault | undefined {
    return this.faults.get(number);
  }

  /** Marks came; without a fault nothing is wrong with the entry any more. */
  hear(marks: readonly Mark[]): void {
    for (const { number, fault } of marks) {
      if (fault === null) this.faults.delete(number);
      else this.faults.set(number, fault);
    }
  }

  /** Only these entries are shown still; the marks of others come with them again. */
  keep(oldest: number, newest: number): void {
    for (const number of [...this.faults.keys()]) {
      if (number < oldest || number > newest) this.faults.delete(number);
    }
  }

  /** Another log stands under the room's name. */
  clear(): void {
    this.faults.clear();
  }
}
