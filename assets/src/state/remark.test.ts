import { describe, expect, test } from 'vitest';

import type { About } from '../wire';
import { afterRemark, readRemark, type Remark } from './remark';
import { Remarks } from './remarks.svelte';
import { entry } from './testing';

const thumb = (name: string, on = true): Remark => ({
  kind: 'reacted',
  target: 3,
  emoji: '👍',
  on,
  by: `m_${name}`,
  name,
});

function after(...remarks: Remark[]): About | null {
  let about: About | null = { number: 3 };
  for (const remark of remarks) about = afterRemark(about ?? undefined, remark, 'm_me');
  return about;
}

describe('a remark', () => {
  test.each([
    ['amended', { target: 3, text: 'x' }],
    ['withdrawn', { target: 3 }],
    ['reacted', { target: 3, emoji: '👍', on: true }],
    ['pinned', { target: 3 }],
    ['unpinned', { target: 3 }],
  ])('%s is read', (kind, body) => {
    expect(readRemark(entry(9, { kind, body }))).toMatchObject({ kind, target: 3 });
  });

  test.each([
    ['said', { text: 'x' }],
    ['amended', { target: 3 }],
    ['amended', { target: '3', text: 'x' }],
    ['reacted', { target: 3, emoji: 7 }],
    ['voted', { target: 3 }],
    ['pinned', undefined],
  ])('%s with %o is none', (kind, body) => {
    expect(readRemark(entry(9, { kind, body }))).toBeNull();
  });
});

test('the last words count, and how often they were changed', () => {
  expect(
    after(
      { kind: 'amended', target: 3, text: '@b', mentions: [{ member: 'm_b', name: 'b' }] },
      { kind: 'amended', target: 3, text: 'c', mentions: [] },
    ),
  ).toEqual({ number: 3, text: 'c', mentions: [], edits: 2 });
});

test('reactions are counted, named, and gone with the last one', () => {
  expect(after(thumb('me'), thumb('you'))?.reactions).toEqual([
    { emoji: '👍', count: 2, mine: true, names: ['me', 'you'] },
  ]);
  expect(after(thumb('me'), thumb('you'), thumb('me', false))?.reactions).toEqual([
    { emoji: '👍', count: 1, mine: false, names: ['you'] },
  ]);
  expect(after(thumb('me'), thumb('me', false))?.reactions).toEqual([]);
  expect(after(thumb('you', false))?.reactions).toEqual([]);
});

test('of a deleted message nothing is left to tell', () => {
  const remarks = new Remarks();
  remarks.hear({
    about: [{ number: 3, text: 'b', edits: 1 }],
    quotes: [{ number: 3, author: 'm_a', name: 'A', text: 'b' }],
  });
  const gone = remarks.fold([entry(9, { kind: 'withdrawn', body: { target: 3 } })], 'm_me');
  expect(gone).toEqual([3]);
  expect(remarks.of(3)).toBeUndefined();
  expect(remarks.quote(3)).toEqual({ number: 3, author: 'm_a', name: 'A' });
});

test('what counts already is not counted once more', () => {
  const remarks = new Remarks();
  const reactions = [{ emoji: '👍', count: 1, mine: true, names: ['me'] }];
  remarks.hear({ about: [{ number: 3, reactions }], about_at: 9 });
  const body = { target: 3, emoji: '👍', on: true };
  const by = (number: number, name: string) =>
    entry(number, { kind: 'reacted', author: `m_${name}`, name, body });
  remarks.fold([by(9, 'me')], 'm_me');
  expect(remarks.of(3)?.reactions?.[0]?.count).toBe(1);
  remarks.fold([by(10, 'you')], 'm_me');
  expect(remarks.of(3)?.reactions?.[0]).toMatchObject({ count: 2, names: ['me', 'you'] });
});

test('a quote is in the last words', () => {
  const remarks = new Remarks();
  remarks.hear({ quotes: [{ number: 3, author: 'm_a', name: 'A', text: 'b' }] });
  remarks.fold([entry(9, { kind: 'amended', body: { target: 3, text: 'c' } })], 'm_me');
  expect(remarks.quote(3)?.text).toBe('c');
});
