import { expect, test } from 'vitest';

import { aboveCaret, meaningOf } from './meaning';

function press(key: string, more: Partial<Parameters<typeof meaningOf>[0]> = {}) {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, ...more };
}

test.each([
  [press('k', { ctrlKey: true }), 'switch'],
  [press('K', { metaKey: true }), 'switch'],
  [press('ㅏ', { ctrlKey: true }), 'switch'],
  [press('f', { ctrlKey: true }), 'find'],
  [press('?', { shiftKey: true }), 'shortcuts'],
  [press('k', { ctrlKey: true, shiftKey: true }), null],
  [press('k', { ctrlKey: true, altKey: true }), null],
  [press('k'), null],
  [press('/'), null],
])('%j means %s', (pressed, meaning) => {
  expect(meaningOf(pressed, false)).toBe(meaning);
});

test('what is being written is text, but Ctrl+K leads away from it too', () => {
  expect(meaningOf(press('?'), true)).toBe(null);
  expect(meaningOf(press('k', { ctrlKey: true }), true)).toBe('switch');
  expect(meaningOf(press('k', { ctrlKey: true, isComposing: true }), true)).toBe(null);
});

test('on a Mac Alt+Up is of the text until the caret stands at its beginning', () => {
  expect(aboveCaret({ selectionEnd: 4 }, true)).toBe(4);
  expect(aboveCaret({ selectionEnd: 0 }, true)).toBe(0);
  expect(aboveCaret({ selectionEnd: 4 }, false)).toBe(0);
  expect(aboveCaret(new EventTarget(), true)).toBe(0);
  expect(aboveCaret(null, true)).toBe(0);
});
