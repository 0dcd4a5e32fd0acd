import { expect, test } from 'vitest';

import type { RoomState } from '../wire';
import { deedsOf, linesOf, toneOf } from './states';

const now = 1_763_870_000_000;
const retrying = (at: number): RoomState => ({ kind: 'retrying', at, since: now, reason: 'no_answer' });

test('the countdown says whole seconds and never zero', () => {
  expect(linesOf(retrying(now + 5000), now)).toEqual([{ key: 'rooms.again_in', seconds: 5 }]);
  expect(linesOf(retrying(now + 4001), now)).toEqual([{ key: 'rooms.again_in', seconds: 5 }]);
  expect(linesOf(retrying(now + 1), now)).toEqual([{ key: 'rooms.again_in', seconds: 1 }]);
  expect(linesOf(retrying(now), now)).toEqual([{ key: 'rooms.again_now' }]);
  expect(linesOf(retrying(now - 9000), now)).toEqual([{ key: 'rooms.again_now' }]);
});

test('a closed room and a lost host are never said with the same words', () => {
  const closed = linesOf({ kind: 'closed_by_host', since: 7 }, now);
  const lost = linesOf({ kind: 'lost', since: 7, retry_at: now + 2000 }, now);
  expect(closed).toEqual([{ key: 'rooms.closed_since', at: 7 }]);
  expect(lost).toEqual([
    { key: 'rooms.away_since', at: 7 },
    { key: 'rooms.again_in', seconds: 2 },
  ]);
});

test('a refusal is handed on whole, with its suggestion', () => {
  const state: RoomState = { kind: 'refused', code: 'name_taken', message: 'm', suggestion: 'n' };
  expect(linesOf(state, now)).toEqual([{ refusal: state }]);
  expect(toneOf(state)).toBe('stop');
});

test('a host closes or opens, never leaves; a member leaves, never closes', () => {
  expect(deedsOf({ id: 'b7', role: 'host', state: { kind: 'hosting' } })).toEqual(['invite', 'stop']);
  expect(deedsOf({ id: 'b7', role: 'host', state: { kind: 'stopped' } })).toEqual(['start', 'forget']);
  expect(deedsOf({ id: 'b7', role: 'host', state: { kind: 'stopped' }, unread: 2 })).toContain('read');
  for (const state of [{ kind: 'connected' }, retrying(now), { kind: 'connecting' }] as RoomState[]) {
    const deeds = deedsOf({ id: 'b7', role: 'member', state });
    expect(deeds).toContain('leave');
    expect(deeds).not.toContain('stop');
  }
});

test('an open hosted room cannot be deleted under its members', () => {
  expect(deedsOf({ id: 'b7', role: 'host', state: { kind: 'hosting' } })).not.toContain('forget');
});

test('a room that is away takes a new address, a refused one what it was refused for', () => {
  expect(deedsOf({ id: 'b7', role: 'member', state: { kind: 'lost', since: 1, retry_at: 2 } })).toContain('address');
  const refused: RoomState = { kind: 'refused', code: 'key_changed', message: '' };
  // Somebody else answers: the host is on a new computer, or only at a new address.
  expect(deedsOf({ id: 'b7', role: 'member', state: refused }).slice(0, 2)).toEqual(['invitation', 'address']);
  const taken: RoomState = { kind: 'refused', code: 'name_taken', message: '', suggestion: 'Bo (2)' };
  expect(deedsOf({ id: 'b7', role: 'member', state: taken })[0]).toBe('as');
});

test('who was put out may ask again; a log kept aside can only be read and deleted', () => {
  const deeds = (code: string): string[] =>
    deedsOf({ id: 'b7', role: 'member', state: { kind: 'refused', code, message: '' } });
  expect(deeds('removed')).toEqual(['ask', 'invitation', 'forget']);
  expect(deeds('banned')).toEqual(['rejoin', 'forget']);
  expect(deeds('waiting')).toEqual(['unask', 'forget']);
  expect(toneOf({ kind: 'refused', code: 'waiting', message: '' })).toBe('busy');
  const differs: RoomState = { kind: 'refused', code: 'log_differs', message: '' };
  expect(deedsOf({ id: 'b7~1763870000123', role: 'member', state: differs })).toEqual(['forget']);
  expect(linesOf(differs, now, true)).toEqual([{ key: 'rooms.aside' }]);
});
