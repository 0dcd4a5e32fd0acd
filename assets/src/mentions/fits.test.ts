import { expect, test } from 'vitest';

import { fit } from './fits';

test('a name is found by its beginning, its words and its parts', () => {
  expect(fit('Minsu Kim', 'min')).toBe(0);
  expect(fit('Minsu Kim', 'KIM')).toBe(1);
  expect(fit('Minsu Kim', 'su')).toBe(2);
  expect(fit('Minsu Kim', 'minsu k')).toBe(0);
  expect(fit('Minsu Kim', 'x')).toBeNull();
  expect(fit('Minsu', '')).toBe(0);
  expect(fit('민수', '수')).toBe(2);
});

test('the first consonants of syllables are enough', () => {
  for (const typed of ['ㅁ', 'ㅁㅅ', '민ㅅ', 'ㅁ수']) expect(fit('민수', typed)).toBe(0);
  expect(fit('김민수', 'ㅁㅅ')).toBe(2);
  expect(fit('김 민수', 'ㅁㅅ')).toBe(1);
  expect(fit('꽃님', 'ㄲㄴ')).toBe(0);
  expect(fit('민수', 'ㅅㅁ')).toBeNull();
  // Two consonants that some keyboards put into one sign.
  expect(fit('가수', 'ㄳ')).toBe(0);
});

test('a syllable that is being put together fits what it can become', () => {
  // ㅁ 미 민 민ㅅ 민수
  for (const typed of ['ㅁ', '미', '민', '민ㅅ', '민수']) expect(fit('민수', typed)).toBe(0);
  // 민 on its way to 미나, 앉 to 안지
  expect(fit('미나', '민')).toBe(0);
  expect(fit('안지영', '앉')).toBe(0);
  expect(fit('미나', '믿')).toBeNull();
  expect(fit('민수', '무')).toBeNull();
});
