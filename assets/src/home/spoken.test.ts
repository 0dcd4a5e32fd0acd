import { expect, test } from 'vitest';

import { places, timer } from './spoken';

test('the time that is left counts down to nothing and stays there', () => {
  expect([600_000, 599_001, 65_000, 9_400, 1, 0, -5_000].map(timer)).toEqual([
    '10:00',
    '10:00',
    '1:05',
    '0:10',
    '0:01',
    '0:00',
    '0:00',
  ]);
});

test('an address that guessed three times is named once', () => {
  expect(places(['192.168.0.7', '192.168.0.7', '192.168.0.9'])).toBe('192.168.0.7, 192.168.0.9');
});
