import { expect, test } from 'vitest';

import { placed, Receipts } from './receipts.svelte';
import { rowsOf } from './rows';
import { entry } from './testing';

const rows = rowsOf(
  [
    entry(3, { author: 'm_yuna' }),
    entry(4, { author: 'm_me' }),
    entry(5, { kind: 'left', body: { reason: 'left' } }),
    entry(6, { author: 'm_yuna' }),
  ],
  undefined,
  'm_me',
).rows;

test('readers stand under the last message they have read', () => {
  const reads = new Map([
    ['m_jiyoung', 5],
    ['m_minsu', 9],
    ['m_late', 1],
    ['m_me', 6],
  ]);
  expect([...placed(reads, rows, 'm_me')]).toEqual([
    [4, ['m_jiyoung']],
    [6, ['m_minsu']],
  ]);
});

test('nobody stands under an own message', () => {
  expect(placed(new Map([['m_yuna', 6]]), rows, 'm_me').size).toBe(0);
});

test('who has read on, below the rows that are here, stands nowhere', () => {
  const reads = new Map([
    ['m_jiyoung', 6],
    ['m_minsu', 9],
  ]);
  expect([...placed(reads, rows, 'm_me', false)]).toEqual([[6, ['m_jiyoung']]]);
});

test('who does not say it any more is gone; others have read what came before, too', () => {
  const receipts = new Receipts(
    () => rows,
    () => 'm_me',
  );
  receipts.hear([
    { kind: 'read', member: 'm_jiyoung', number: 6 },
    { kind: 'read', member: 'm_yuna', number: 4 },
    { kind: 'typing', member: 'm_yuna' },
  ]);
  expect(receipts.readers(4, 'm_me')).toEqual(['m_jiyoung', 'm_yuna']);
  receipts.hear([{ kind: 'read', member: 'm_jiyoung', number: 0 }]);
  expect(receipts.readers(4, 'm_me')).toEqual(['m_yuna']);
});
