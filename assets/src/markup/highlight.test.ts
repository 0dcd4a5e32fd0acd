import { expect, test } from 'vitest';

import { highlight, highlighted } from './highlight';
import { lowlight } from './languages';

test.each(['js', 'ts', 'py', 'python', 'html', 'sh', 'c++', 'cs', 'json', 'toml', 'rs', 'kt', 'yml', 'docker'])('%s is known', (name) => {
  expect(lowlight.registered(name)).toBe(true);
});

test('the pieces are the code', async () => {
  const code = 'def greet(name):\n    return f"안녕 {name} <b>"  # hm\n';
  const pieces = await highlight(code, 'Python');
  expect(pieces?.map(({ text }) => text).join('')).toBe(code);
  expect(pieces?.find(({ text }) => text === 'def')?.look).toBe('keyword');
  expect(highlighted(code, 'Python')).toBe(pieces);
  expect(highlighted(code, 'js')).toBe(null);
  expect(new Set(pieces?.map(({ look }) => look))).toContain('comment');
});

test('a language that nobody knows, and code that is too long, have one colour', async () => {
  expect(await highlight('x', '')).toBe(null);
  expect(await highlight('x', 'klingon')).toBe(null);
  expect(await highlight('x', '__proto__')).toBe(null);
  expect(await highlight('x'.repeat(20_000), 'js')).toBe(null);
});
