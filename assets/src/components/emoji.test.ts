import { expect, test } from 'vitest';

import { everyEmoji, find, spelled } from './emoji';

test.each([
  ['ko', '불', '🔥'],
  ['ko', '학교', '🏫'],
  ['en', 'fire', '🔥'],
  ['en', 'cat', '🐈'],
] as const)('in %s what is called %s and nothing else comes first', async (language, name, emoji) => {
  expect(find(await everyEmoji(language), name)[0]?.unicode).toBe(emoji);
});

test('the beginning of a word finds, its middle does not', async () => {
  const all = await everyEmoji('en');
  const found = (text: string): string[] => find(all, text).map((one) => one.unicode);
  expect(found('thumbs u')).toEqual(['👍']);
  expect(found('humbs u')).toEqual([]);
});

test('what one uses comes before all else that fits', async () => {
  const used = ['👍', '❤️'];
  expect(find(await everyEmoji('ko'), '하트', used)[0]?.unicode).toBe('❤️');
  expect(find(await everyEmoji('en'), 'thumbs', used)[0]?.unicode).toBe('👍');
  expect(find(await everyEmoji('en'), 'fire', used)[0]?.unicode).toBe('🔥');
});

test('what looks the same is spelled the same, and nothing loses its colours', async () => {
  expect([spelled('👍\uFE0F'), spelled('👍')]).toEqual(['👍', '👍']);
  for (const kept of ['❤\uFE0F', '1\uFE0F\u20E3', '🏳\uFE0F\u200D🌈']) expect(spelled(kept)).toBe(kept);
  const all = (await everyEmoji('en')).map((one) => one.unicode);
  expect(all).toContain('👍');
  expect(new Set(all).size).toBe(all.length);
});
