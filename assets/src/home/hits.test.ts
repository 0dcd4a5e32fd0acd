import { expect, test } from 'vitest';

import { marked } from './hits';

const shown = (text: string, marks: [number, number][]) =>
  marked({ text, marks }).map(({ text: piece, found }) => (found ? `[${piece}]` : piece)).join('');

test('what was looked for stands out', () => {
  expect(shown('우리 고등학교에서', [[5, 7]])).toBe('우리 고등[학교]에서');
  expect(shown('hello', [[0, 5]])).toBe('[hello]');
  expect(shown('hello', [])).toBe('hello');
});

test('emoji before it move nothing', () => {
  expect(shown('😀😀 hi', [[3, 5]])).toBe('😀😀 [hi]');
});

test('marks that run into each other show every letter once', () => {
  expect(shown('abcdef', [[0, 3], [2, 5]])).toBe('[abc][de]f');
});
