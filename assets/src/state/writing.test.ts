import { expect, test } from 'vitest';

import { SPOKEN, TYPING } from './crowd.svelte';
import { TYPING_PAUSE, Writing } from './writing';

function room() {
  const at = { live: true, told: 0 };
  return { at, writing: new Writing(() => at.live, () => at.told++) };
}

test('the others are told now and then', () => {
  const { at, writing } = room();
  for (const now of [0, 1, TYPING_PAUSE - 1]) writing.wrote(now);
  expect(at.told).toBe(1);
  writing.wrote(TYPING_PAUSE);
  expect(at.told).toBe(2);
});

test('what is written before anybody can be told is told as soon as they can', () => {
  const { at, writing } = room();
  at.live = false;
  writing.wrote(100);
  writing.look(200);
  expect(at.told).toBe(0);
  at.live = true;
  writing.look(300);
  expect(at.told).toBe(1);
  // and only once
  writing.look(300 + TYPING_PAUSE);
  expect(at.told).toBe(1);
});

test('what was written long ago, or was sent, is not being written', () => {
  const { at, writing } = room();
  at.live = false;
  writing.wrote(0);
  at.live = true;
  writing.look(TYPING);
  at.live = false;
  writing.wrote(TYPING);
  writing.said(TYPING);
  at.live = true;
  writing.look(TYPING + 1);
  expect(at.told).toBe(0);
  writing.wrote(TYPING + SPOKEN);
  expect(at.told).toBe(1);
});
