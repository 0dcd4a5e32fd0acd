import { expect, test } from 'vitest';

import { asPort } from './ports';

test('a port as it is typed', () => {
  expect(asPort('  ')).toBeNull();
  expect(asPort(' 47800 ')).toBe(47800);
  for (const wrong of ['80', '1023', '65536', '-5', '4e4', 'x', '47 800']) {
    expect(asPort(wrong)).toBeUndefined();
  }
});
