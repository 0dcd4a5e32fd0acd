/** Which long messages are shown whole, by the ids of their rows; remembered until the page goes. */
import { SvelteSet } from 'svelte/reactivity';

export const unfolded = new SvelteSet<string>();

/** Calls `act` whenever a message is unfolded or folded; for a component, while it is set up. */
export function whenFolding(act: () => void): void {
  let before = unfolded.size;
  $effect(() => {
    if (unfolded.size !== before) act();
    before = unfolded.size;
  });
}
