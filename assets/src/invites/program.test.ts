import { expect, it } from 'vitest';

import { wayIn } from './program';

const PROGRAM = { key: 'AbC-_9', port: 47801 };
const ROOM = 'b7'.repeat(16);

it('leads into rooms that need no invitation, without any secret', () => {
  for (const admission of ['open', 'ask'] as const) {
    expect(wayIn(ROOM, '192.168.0.5', PROGRAM, admission)).toEqual({
      link: `sarangbang://join?v=1&room=${ROOM}&key=AbC-_9&at=192.168.0.5%3A47801`,
    });
  }
  expect(wayIn(ROOM, '[fd00::2]', PROGRAM, 'open')).toEqual({
    link: `sarangbang://join?v=1&room=${ROOM}&key=AbC-_9&at=%5Bfd00%3A%3A2%5D%3A47801`,
  });
});

it('says that a room for the invited needs another invitation', () => {
  expect(wayIn(ROOM, 'h', PROGRAM, 'invited')).toBe('other_invitation');
});

it('offers nothing where nothing is known', () => {
  expect(wayIn(ROOM, 'h', {}, 'open')).toBeNull();
  expect(wayIn(ROOM, 'h', { key: 5, port: '1' }, 'open')).toBeNull();
  expect(wayIn(ROOM, 'h', PROGRAM, undefined)).toBeNull();
  expect(wayIn(ROOM, 'h', PROGRAM, 'anything' as 'open')).toBeNull();
  expect(wayIn(ROOM, 'h', null, 'open')).toBeNull();
  expect(wayIn('', 'h', PROGRAM, 'open')).toBeNull();
});
