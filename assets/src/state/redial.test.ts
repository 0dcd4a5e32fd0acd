import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { pause, Redial } from './redial';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('no wait is so long that a host is found later than 3 s after it is back', () => {
  for (let tries = 0; tries < 60; tries++) {
    expect(pause(tries, 0)).toBeGreaterThanOrEqual(200);
    expect(pause(tries, 0.999)).toBeLessThan(2500);
  }
});

test('waits are spread', () => {
  expect(pause(5, 0.9) - pause(5, 0.1)).toBeGreaterThan(500);
});

test('dials at once, then again after each loss, until it is stopped', () => {
  const dial = vi.fn();
  const redial = new Redial(dial);
  redial.start();
  expect(dial).toHaveBeenCalledTimes(1);
  redial.later();
  vi.advanceTimersByTime(3000);
  expect(dial).toHaveBeenCalledTimes(2);
  redial.later();
  redial.stop();
  vi.advanceTimersByTime(60_000);
  redial.now();
  expect(dial).toHaveBeenCalledTimes(2);
});

test('waits as long as the other side asks', () => {
  const dial = vi.fn();
  const redial = new Redial(dial);
  redial.start();
  redial.later(20_000);
  vi.advanceTimersByTime(19_000);
  expect(dial).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1500);
  expect(dial).toHaveBeenCalledTimes(2);
});

test('a dialling that hung was a wait already: they begin at most 3 s apart', () => {
  const dial = vi.fn();
  const redial = new Redial(dial);
  redial.start();
  for (let tries = 0; tries < 20; tries++) {
    const before = dial.mock.calls.length;
    vi.advanceTimersByTime(2600);
    redial.later();
    vi.advanceTimersByTime(400);
    expect(dial.mock.calls.length).toBe(before + 1);
  }
});

test('after a line that was up for long the wait is spread all the same', () => {
  const dial = vi.fn();
  const redial = new Redial(dial);
  redial.start();
  redial.reached();
  vi.advanceTimersByTime(60_000);
  redial.later();
  vi.advanceTimersByTime(190);
  expect(dial).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(250);
  expect(dial).toHaveBeenCalledTimes(2);
});
