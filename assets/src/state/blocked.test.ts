import { expect, test } from 'vitest';

import { Blocked, MOST_BLOCKED } from './blocked.svelte';
import type { Shelf } from './kept';

function shelf(): Shelf {
  const kept = new Map<string, string>();
  return {
    get: (name) => kept.get(name) ?? null,
    set: (name, value) => void kept.set(name, value),
    remove: (name) => void kept.delete(name),
    names: () => [...kept.keys()],
  };
}

test('who only may not ask is heard', () => {
  const blocked = new Blocked();
  blocked.hear([
    { member: 'm_a', name: 'a', at: 2 },
    { member: 'm_b', name: 'b', at: 1, wishes_only: true },
  ]);
  expect([blocked.has('m_a'), blocked.has('m_b'), blocked.has('m_c')]).toEqual([true, false, false]);
});

test('a guest’s list is kept for its room, over reloads and for all tabs', () => {
  const kept = shelf();
  const [one, tab] = [new Blocked(), new Blocked()];
  one.open(kept, 'r1');
  tab.open(kept, 'r1');
  expect(one.put({ member: 'm_a', name: 'a', at: 1 })).toBe(true);
  expect(tab.put({ member: 'm_b', name: 'b', at: 2 })).toBe(true);
  expect(one.put({ member: 'm_a', name: 'a', at: 3 })).toBe(true);
  expect(one.list.map(({ member, at }) => [member, at])).toEqual([['m_a', 3], ['m_b', 2]]);
  const other = new Blocked();
  other.open(kept, 'r2');
  expect(other.list).toEqual([]);
  other.open(kept, 'r1');
  other.remove('m_a');
  expect([other.has('m_a'), other.has('m_b')]).toEqual([false, true]);
});

test('what else lies there is passed over', () => {
  const kept = shelf();
  for (const odd of ['{', '7', '{"member":"m_a"}', '[null, 7, {"member":1}, {"member":"m_a","name":"a","at":1}]']) {
    kept.set('blocked.r1', odd);
    const blocked = new Blocked();
    blocked.open(kept, 'r1');
    expect(blocked.list.length).toBe(odd.startsWith('[') ? 1 : 0);
  }
});

test('there is an end to it', () => {
  const blocked = new Blocked();
  blocked.open(shelf(), 'r1');
  for (let n = 0; n < MOST_BLOCKED; n++) blocked.put({ member: `m_${n}`, name: 'x', at: n });
  expect(blocked.put({ member: 'm_one_more', name: 'x', at: 0 })).toBe(false);
  expect(blocked.put({ member: 'm_0', name: 'again', at: 0 })).toBe(true);
  expect(blocked.list.length).toBe(MOST_BLOCKED);
});
