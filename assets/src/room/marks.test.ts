import { expect, test } from 'vitest';

import enMarks from '../i18n/en/marks.json';
import { rowsOf, type SaidRow } from '../state/rows';
import { entry } from '../state/testing';
import type { Entry, Fault } from '../wire';
import { doubtKey, doubtOf, isGrave, isGuest } from './marks';

function row(change: Partial<Entry>): SaidRow {
  const [made] = rowsOf([entry(5, change)], undefined, 'm_jiyoung').rows;
  if (made?.kind !== 'said') throw new Error('not a message');
  return made;
}

test('what a member says without a signature is doubted, what is signed is not', () => {
  expect(doubtOf(row({ signature: 'sig' }), undefined)).toBeNull();
  expect(doubtOf(row({}), undefined)).toBe('unsigned');
  expect(isGrave('unsigned')).toBe(false);
});

test('what the program found comes first', () => {
  expect(doubtOf(row({}), 'forged')).toBe('forged');
  expect(doubtOf(row({ signature: 'sig' }), 'no_key')).toBe('no_key');
  expect(doubtOf({ ...row({}), text: null }, 'emptied')).toBe('emptied');
  expect(isGrave('forged')).toBe(true);
});

test('a guest has nothing to sign with, so a guest is not doubted for it', () => {
  const guest = row({ author: 'g_1' });
  expect(isGuest(guest.author)).toBe(true);
  expect(doubtOf(guest, undefined)).toBeNull();
  expect(doubtOf(guest, 'forged')).toBe('forged');
});

test('what is on its way, and what was deleted, is not doubted', () => {
  expect(doubtOf({ ...row({}), state: 'waiting' }, undefined)).toBeNull();
  expect(doubtOf({ ...row({}), text: null }, undefined)).toBeNull();
});

test('every doubt has its sentence', () => {
  const faults: Fault[] = ['forged', 'no_key', 'wrong_key', 'emptied'];
  for (const doubt of [...faults, 'unsigned' as const]) {
    for (const own of [true, false]) expect(enMarks).toHaveProperty([doubtKey(doubt, own)]);
  }
});
