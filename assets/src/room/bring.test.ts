import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { bring } from './bring';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (done: () => void) => setTimeout(done, 16));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A list of rows of 30 px that passes over the first `deaf` wishes. */
function slow(deaf: number) {
  const scroller = { scrollTop: 600, clientHeight: 300 };
  let asked = 0;
  const list = {
    scrollToIndex: (index: number) => {
      if (asked++ >= deaf) scroller.scrollTop = index * 30;
    },
    getItemOffset: (index: number) => index * 30,
    getItemSize: () => 30,
  };
  return { list, scroller, asked: () => asked };
}

const START = { align: 'start', offset: 0 } as const;

test('a list that has not measured itself yet is asked again', async () => {
  const one = slow(3);
  const done = bring(() => one, 2, START);
  await vi.runAllTimersAsync();
  await done;
  expect(one.scroller.scrollTop).toBe(60);
  expect(one.asked()).toBe(4);
});

test('what stands in sight is asked for once, and what never comes is given up', async () => {
  for (const [deaf, asked] of [
    [0, 1],
    [99, 8],
  ] as const) {
    const one = slow(deaf);
    const done = bring(() => one, 2, START);
    await vi.runAllTimersAsync();
    await done;
    expect(one.asked()).toBe(asked);
  }
});

test('a person who goes elsewhere meanwhile is left there', async () => {
  const one = slow(3);
  let wanted = true;
  const done = bring(() => (wanted ? one : undefined), 2, START);
  await vi.advanceTimersByTimeAsync(300);
  wanted = false;
  await vi.runAllTimersAsync();
  await done;
  expect(one.scroller.scrollTop).toBe(600);
});
