import { expect, test } from 'vitest';

import { fitting, nextFirst } from './choices';

const names = ['우리 사랑방', '사랑방', 'Reading room', '독서 모임', 'Tea'].map((name) => ({ name }));
const found = (typed: string) => fitting(names, typed).map(({ name }) => name);

test.each([
  ['ㅅㄹㅂ', ['사랑방', '우리 사랑방']],
  ['사라', ['사랑방', '우리 사랑방']],
  ['room', ['Reading room']],
  ['ㄷㅅ', ['독서 모임']],
  ['EA', ['Reading room', 'Tea']],
  ['xyz', []],
])('%s finds %j', (typed, expected) => {
  expect(found(typed)).toEqual(expected);
});

test('where nothing is typed all stand as they come', () => {
  expect(found('  ')).toEqual(names.map(({ name }) => name));
});

test('the next room is one with something unread, and the room on screen is the last', () => {
  const room = (id: string, at: number, unread = 0) => ({ id, unread, created_at: 1, last: at ? { at } : null });
  const rooms = [room('a', 5), room('b', 9), room('c', 2, 1), room('d', 0), room('e', 7)];
  expect(nextFirst(rooms, 'b').map(({ id }) => id)).toEqual(['c', 'e', 'a', 'd', 'b']);
});
