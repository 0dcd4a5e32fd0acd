import { expect, test } from 'vitest';

import { isEmoji, readProfile, ready, sameProfile } from './profile';

test('what is of its form is read, the rest is left out', () => {
  expect(readProfile({ status: 'at lunch', colour: 0, picture: '🦊', more: 1 })).toEqual({
    status: 'at lunch',
    colour: 0,
    picture: '🦊',
  });
  for (const odd of [null, undefined, 7, 'text', [], {}]) expect(readProfile(odd)).toEqual({});
  expect(readProfile({ status: '', colour: 12, picture: 'x'.repeat(17) })).toEqual({});
  expect(readProfile({ status: 'x'.repeat(101), colour: 1.5, picture: {} })).toEqual({});
  expect(readProfile({ status: '🦊'.repeat(100), colour: '3' })).toEqual({ status: '🦊'.repeat(100) });
});

test('two that show the same are the same', () => {
  expect(sameProfile({}, { status: '', picture: '' })).toBe(true);
  expect(sameProfile({ colour: 0 }, {})).toBe(false);
  expect(sameProfile({ picture: 'M' }, { picture: 'm' })).toBe(false);
});

test('what is sent has no spaces around it and at most two letters', () => {
  expect(ready({ status: '  ', colour: 3, picture: ' 민수야 ' })).toEqual({ colour: 3, picture: '민수' });
  expect(ready({ status: ' hi ', picture: '' })).toEqual({ status: 'hi' });
  expect(ready({ picture: '👨‍👩‍👧‍👦' })).toEqual({ picture: '👨‍👩‍👧‍👦' });
  expect(ready({ picture: 'e\u0301e\u0301e\u0301' })).toEqual({ picture: 'e\u0301e\u0301' });
});

test('an emoji is drawn, letters are written', () => {
  expect(['🦊', '🇰🇷', '1️⃣', '❤️', '🏳️‍🌈'].every(isEmoji)).toBe(true);
  expect(['M', '민수', '7', '?!', ''].some(isEmoji)).toBe(false);
});
