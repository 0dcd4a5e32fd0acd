import { expect, test } from 'vitest';

import { rowsOf } from '../state/rows';
import { came, entry } from '../state/testing';
import type { Refused } from '../wire';
import { differsBanner, partings, partsAt } from './differs';

const differs = (more: Partial<Refused> = {}): Refused => ({
  kind: 'refused',
  code: 'log_differs',
  message: '',
  ...more,
});

test('while the place is looked for, one can follow or leave already', () => {
  expect(differsBanner(differs({ looking: true }))).toMatchObject({
    tone: 'stop',
    said: 'differs.looking',
    acts: ['follow', 'leave'],
  });
});

test('the place is named: where they differ, or where the host’s ends', () => {
  const at = 1_763_870_000_000;
  const banner = differsBanner(differs({ parting: { number: 41, at, last: 60 } }));
  expect(banner).toMatchObject({ said: 'differs.from', number: 41, since: at });
  const ends = differsBanner(differs({ parting: { number: 41, at, last: 40 } }));
  expect(ends.said).toBe('differs.ends');
});

test('a host that does not say where can be asked again', () => {
  expect(differsBanner(differs())).toMatchObject({
    said: 'differs.unknown',
    acts: ['follow', 'leave', 'retry'],
  });
});

test('the line stands before the first row that is not in both', () => {
  const { rows } = rowsOf([entry(39), entry(40), entry(42), entry(43)], undefined, 'm_jiyoung');
  const lines = rows.map((_, index) => partsAt(rows, index, [41]));
  expect(lines).toEqual([false, false, true, false]);
  expect(rows.map((_, index) => partsAt(rows, index, [40, 43]))).toEqual([false, true, false, true]);
  expect(rows.some((_, index) => partsAt(rows, index, [12, 60]))).toBe(false);
});

test('at the oldest row here a line is drawn only for that very entry', () => {
  const { rows } = rowsOf([came(41, '지영'), entry(42)], undefined, 'm_jiyoung');
  expect(partsAt(rows, 0, [41])).toBe(true);
  expect(partsAt(rows, 0, [40])).toBe(false);
});

test('lines of before and of now', () => {
  const parting = { number: 60, at: 0, last: 70 };
  expect(partings(differs({ parting }), [41])).toEqual([41, 60]);
  expect(partings({ kind: 'connected' }, [41])).toEqual([41]);
});
