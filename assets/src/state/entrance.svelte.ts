/** How the window comes into a room: with the launch's secret; the program keeps everything. */
import type { Waiting } from '../wire';
import { home, secret } from './home.svelte';
import type { Entrance } from './room.svelte';

/** Messages that left the composer and are not on the program's disk yet, over a change of room. */
const inHand = new Map<string, readonly Waiting[]>();

export function windowEntrance(room: string): Entrance {
  let told = 0;
  let later: ReturnType<typeof setTimeout> | undefined;
  return {
    own: true,
    auth: (after) => ({ secret: secret(), room, after }),
    welcomed: () => {},
    // The program itself answers here: whatever it refuses now, it may take once it knows the room.
    refused: () => 0,
    unsent: () => [...(inHand.get(room) ?? [])],
    keepUnsent: (items) => inHand.set(room, items),
    read(number) {
      told = Math.max(told, number);
      // One word a moment is enough when many messages come.
      later ??= setTimeout(() => {
        later = undefined;
        void home.ask('read', { room, number: told });
      }, 150);
    },
  };
}
