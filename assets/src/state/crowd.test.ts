import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Member, Welcome } from '../wire';
import { Crowd } from './crowd.svelte';
import { came, entry } from './testing';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const member = (name: string, online = true): Member => ({ id: `m_${name}`, name, online });

/** A room of `all`, of whom the welcome names only the first two. */
function crowd(all: Member[]): { of: Crowd; asked: string[] } {
  const asked: string[] = [];
  const of = new Crowd(async ({ after = '' }) => {
    asked.push(after);
    const rest = all.filter(({ id }) => id > after).sort((a, b) => (a.id < b.id ? -1 : 1));
    return { ok: true, members: rest.slice(0, 2), more: rest.length > 2 };
  });
  of.begin({
    you: { id: 'm_me', name: 'me' },
    members: all.slice(0, 2),
    members_total: all.length,
    last: 10,
  } as Welcome);
  return { of, asked };
}
const names = (of: Crowd): string => of.members.map(({ name }) => name).join(' ');

test('the rest of a long list is fetched page by page, once', async () => {
  const { of, asked } = crowd(['c', 'a', 'e', 'b', 'd'].map((name) => member(name)));
  expect([names(of), of.total]).toEqual(['a c', 5]);
  await of.list();
  expect([names(of), of.total]).toEqual(['a b c d e', 5]);
  expect(asked).toEqual(['', 'm_b', 'm_d']);
  await of.list();
  expect(asked).toHaveLength(3);
});

test('facts that the welcome already counts change nothing, later ones do', () => {
  const { of } = crowd([member('a'), member('b')]);
  of.fold([came(9, 'old'), came(11, 'new')]);
  expect([names(of), of.total]).toEqual(['a b new', 3]);
  of.fold([entry(12, { author: 'm_a', kind: 'left', body: { reason: 'left' } })]);
  expect([names(of), of.total]).toEqual(['b new', 2]);
});

test('somebody is writing until they have said it, go away, or a while has passed', () => {
  const { of } = crowd([member('a'), member('b')]);
  const writes = (who: string): void => of.hear([{ kind: 'typing', member: who }]);
  writes('m_a');
  writes('m_me');
  expect(of.typing).toEqual(['m_a']);
  vi.advanceTimersByTime(4000);
  writes('m_a');
  vi.advanceTimersByTime(4000);
  expect(of.typing).toEqual(['m_a']);
  vi.advanceTimersByTime(2000);
  expect(of.typing).toEqual([]);
  writes('m_a');
  of.hear([{ kind: 'offline', member: 'm_a' }]);
  expect([of.typing, of.online]).toEqual([[], 1]);
  writes('m_b');
  of.fold([entry(11, { author: 'm_b' })]);
  expect(of.typing).toEqual([]);
  writes('m_b');
  expect(of.typing).toEqual([]);
  vi.advanceTimersByTime(2000);
  writes('m_b');
  of.fold([entry(12, { author: 'm_b', kind: 'amended', body: { target: 11, text: 'x' } })]);
  expect(of.typing).toEqual([]);
});
