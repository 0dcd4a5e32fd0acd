import { expect, test } from 'vitest';

import { inBytes } from './sizes';

test('as file managers count', () => {
  expect(inBytes(0, 'en')).toBe('0 byte');
  expect(inBytes(1234, 'en')).toBe('1.2 kB');
  expect(inBytes(12_345_678, 'en')).toBe('12 MB');
});
