import { expect, test } from 'vitest';

import { leftOf, lengthOf, withNow } from './lengths';

test('a length is said in its largest whole unit', () => {
  expect(lengthOf(5)).toEqual({ unit: 'seconds', count: 5 });
  expect(lengthOf(90)).toEqual({ unit: 'seconds', count: 90 });
  expect(lengthOf(300)).toEqual({ unit: 'minutes', count: 5 });
  expect(lengthOf(3600)).toEqual({ unit: 'hours', count: 1 });
});

test('what is left is never nothing, and far away it is counted in minutes', () => {
  expect(leftOf(-10)).toEqual({ unit: 'seconds', count: 1 });
  expect(leftOf(4001)).toEqual({ unit: 'seconds', count: 5 });
  expect(leftOf(90_000)).toEqual({ unit: 'seconds', count: 90 });
  expect(leftOf(90_001)).toEqual({ unit: 'minutes', count: 2 });
  expect(leftOf(290_000)).toEqual({ unit: 'minutes', count: 5 });
});

test('what another program has set stands among the choices', () => {
  expect(withNow([0, 5, 30], 5)).toEqual([0, 5, 30]);
  expect(withNow([0, 5, 30], 12)).toEqual([0, 5, 12, 30]);
});
