import { expect, test } from 'vitest';

import type { Waiting } from '../wire';
import { merged, uuid } from './outbox';

const item = (id: string, state: Waiting['state'] = 'waiting'): Waiting => ({ id, text: id, at: 1, state });
const ids = (items: Waiting[]): string[] => items.map(({ id }) => id);

test('what the program keeps comes first, and nothing is shown twice', () => {
  expect(ids(merged([item('b'), item('c')], [item('a'), item('b')], new Set()))).toEqual(['a', 'b', 'c']);
});

test('what the program says of a message counts more than what the page thought', () => {
  const [shown] = merged([item('a')], [item('a', 'refused')], new Set());
  expect(shown?.state).toBe('refused');
});

test('a message goes when its entry has come, from both sides', () => {
  expect(ids(merged([item('b')], [item('a'), item('c')], new Set(['a', 'b'])))).toEqual(['c']);
});

test('ids are UUIDs and differ', () => {
  const made = new Set(Array.from({ length: 1000 }, uuid));
  expect(made.size).toBe(1000);
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
