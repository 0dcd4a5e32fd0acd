import { describe, expect, test } from 'vitest';

import { marked, markOf } from './marks';

/** `[` and `]` are the selection. */
function after(text: string, mark: string): string {
  const [start, end] = [text.indexOf('['), text.indexOf(']') - 1];
  const bare = text.replace(/[[\]]/gu, '');
  const change = marked(bare, start, end, mark);
  const now = bare.slice(0, change.from) + change.words + bare.slice(change.to);
  return `${now.slice(0, change.start)}[${now.slice(change.start, change.end)}]${now.slice(change.end)}`;
}

describe('a mark around what is selected', () => {
  test.each([
    ['a [b] c', '**', 'a **[b]** c'],
    ['a [ b ]c', '*', 'a  *[b]* c'],
    ['a []', '`', 'a `[]`'],
    ['a **[b]** c', '**', 'a [b] c'],
    ['a [**b**] c', '**', 'a [b] c'],
    ['a **[b]** c', '*', 'a ***[b]*** c'],
    ['a ***[b]*** c', '*', 'a **[b]** c'],
    ['a ~~[b]~~', '~~', 'a [b]'],
    ['see [a\nb]', '`', 'see \n```\n[a\nb]\n```'],
    ['[가나다]', '**', '**[가나다]**'],
  ])('%j %s', (text, mark, expected) => expect(after(text, mark)).toBe(expected));
});

test('the keys, also while Hangul is typed', () => {
  const key = { key: 'b', code: 'KeyB', ctrlKey: true, metaKey: false, altKey: false, shiftKey: false };
  expect(markOf(key)).toBe('**');
  expect(markOf({ ...key, key: 'ㅠ' })).toBe('**');
  expect(markOf({ ...key, ctrlKey: false, metaKey: true })).toBe('**');
  expect(markOf({ ...key, key: 'i', code: 'KeyI' })).toBe('*');
  expect(markOf({ ...key, key: 'X', code: 'KeyX', shiftKey: true })).toBe('~~');
  expect(markOf({ ...key, key: 'x', code: 'KeyX' })).toBe(null);
  expect(markOf({ ...key, shiftKey: true })).toBe(null);
  expect(markOf({ ...key, ctrlKey: false })).toBe(null);
  expect(markOf({ ...key, altKey: true })).toBe(null);
});
