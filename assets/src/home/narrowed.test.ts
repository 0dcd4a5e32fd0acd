import { expect, test } from 'vitest';

import { ALL, asked, isNarrowed } from './narrowed';

const day = new Date(2026, 2, 5).getTime();
const next = new Date(2026, 2, 6).getTime();

test('days are whole days', () => {
  expect(asked({ ...ALL, since: day, until: day })).toEqual({ since: day, until: next - 1 });
  expect(asked({ ...ALL, until: day }, day + 1000)).toEqual({ until: day + 999 });
  expect(asked({ ...ALL, until: day }, next + 1000)).toEqual({ until: next - 1 });
});

test('what is not narrowed is not asked', () => {
  expect(asked(ALL)).toEqual({});
  expect(isNarrowed(ALL)).toBe(false);
  const person = { id: 'm_1', name: 'Minsu' };
  expect(asked({ ...ALL, person })).toEqual({ author: 'm_1' });
  expect(isNarrowed({ ...ALL, person })).toBe(true);
});
