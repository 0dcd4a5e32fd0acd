/** The time of day for what counts down; ticks once a second, and only while somebody reads it. */
import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

/** Milliseconds since the epoch; what reads it is drawn anew each second. */
export function now(): number {
  subscribe();
  return Date.now();
}
