import { expect, test } from 'vitest';

import type { Waiting } from '../wire';
import type { Shelf } from './kept';
import { Unsent } from './unsent';

/** A browser's storage, which outlives the page. */
function storage(): Shelf & { held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    get: (name) => held.get(name) ?? null,
    set: (name, value) => void held.set(name, value),
    remove: (name) => void held.delete(name),
    names: (start) => [...held.keys()].filter((name) => name.startsWith(start)).reverse(),
  };
}
const message = (id: string): Waiting => ({ id, text: `text ${id}`, at: 1, state: 'waiting' });

test('what was written is there again after a reload, in its order', () => {
  const shelf = storage();
  const [one, two, three] = [message('c'), message('a'), message('b')] as const;
  const before = new Unsent(shelf, 'room');
  before.keep([one]);
  before.keep([one, two]);
  before.keep([one, two, three]);
  before.keep([two, three]);
  const after = new Unsent(shelf, 'room');
  expect(after.read()).toEqual([two, three]);
  const four = message('0');
  after.keep([two, three, four]);
  expect(new Unsent(shelf, 'room').read().map(({ id }) => id)).toEqual(['a', 'b', '0']);
});

test('a message keeps its place when the host refuses it, and says why', () => {
  const shelf = storage();
  const unsent = new Unsent(shelf, 'room');
  const [one, two] = [message('1'), message('2')];
  unsent.keep([one, two]);
  const refused = { ...one, state: 'refused', error: { code: 'too_long', message: '' } } as const;
  unsent.keep([refused, two]);
  expect(new Unsent(shelf, 'room').read()).toEqual([refused, two]);
});

test('two tabs do not take away what the other has in hand', () => {
  const shelf = storage();
  const here = new Unsent(shelf, 'room');
  const there = new Unsent(shelf, 'room');
  here.keep([message('1')]);
  there.keep([message('2')]);
  here.keep([]);
  expect(new Unsent(shelf, 'room').read().map(({ id }) => id)).toEqual(['2']);
});

test('another room has its own, and what cannot be read is passed over', () => {
  const shelf = storage();
  new Unsent(shelf, 'room').keep([message('1')]);
  shelf.set('unsent.room.2', 'no JSON');
  shelf.set('unsent.room.3', '{"id": 3}');
  expect(new Unsent(shelf, 'other').read()).toEqual([]);
  expect(new Unsent(shelf, 'room').read()).toEqual([message('1')]);
});
