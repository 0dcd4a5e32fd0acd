import { expect, test } from 'vitest';

import type { Member } from '../wire';
import { actsOn } from './acts';

const jun = (change: Partial<Member> = {}): Member => ({
  id: 'm_jun',
  name: 'Jun',
  online: true,
  key: 'k',
  ...change,
});

test('who has no role can do nothing to anybody', () => {
  expect(actsOn(1, 1, jun())).toEqual([]);
});

test('a moderator can put out members, and nobody of equal or higher rank', () => {
  expect(actsOn(2, 1, jun())).toEqual(['mute', 'remove', 'ban']);
  expect(actsOn(2, 2, jun())).toEqual([]);
  expect(actsOn(2, 3, jun())).toEqual([]);
});

test('the host makes and unmakes moderators, but of no guest', () => {
  expect(actsOn(3, 1, jun())).toEqual(['promote', 'mute', 'remove', 'ban']);
  expect(actsOn(3, 2, jun())).toEqual(['demote', 'mute', 'remove', 'ban']);
  const guest: Member = { id: 'g_1', name: 'Jun', online: true };
  expect(actsOn(3, 1, guest)).toEqual(['mute', 'remove', 'ban']);
});

test('a muted one is let write again, and the name of one who is away can be freed', () => {
  expect(actsOn(2, 1, jun({ muted: true, online: false }))).toEqual(['unmute', 'free', 'remove', 'ban']);
});
