import { expect, test } from 'vitest';

import { parse } from '../markup/parser';
import { wordsOf } from '../markup/plain';
import { marked } from './hits';

const words = (text: string): string => wordsOf(parse(text).tokens);
const shown = (text: string, marks: [number, number][]) =>
  marked({ text, marks }, words).map(({ text: piece, found }) => (found ? `[${piece}]` : piece)).join('');

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

test('Markdown around it is taken away', () => {
  expect(shown('the **green** tea', [[6, 11]])).toBe('the [green] tea');
  expect(shown('the **green tea** `x`', [[12, 15]])).toBe('the green [tea] x');
  expect(shown('[tea](https://tea.example)', [[1, 4], [14, 17]])).toBe('[tea]');
  expect(shown('[tea](https://tea.example) tea', [[14, 17], [27, 30]])).toBe('tea [tea]');
});
