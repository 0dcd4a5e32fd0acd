import { expect, test } from 'vitest';

import type { RoomState } from '../wire';
import { bannerOf, canWrite, type Standing } from './banner';

const standing = (status: RoomState, change: Partial<Standing> = {}): Standing => ({
  guest: false,
  offline: false,
  aside: false,
  up: true,
  status,
  nextTry: 0,
  downSince: 0,
  ...change,
});

test('a room that is open needs no banner', () => {
  expect(bannerOf(standing({ kind: 'hosting' }))).toBe(null);
  expect(bannerOf(standing({ kind: 'connected' }))).toBe(null);
});

test('an identity that is in use elsewhere too is said calmly, with what to do', () => {
  const where = (status: RoomState): unknown => bannerOf(standing(status));
  const calm = { tone: 'calm', advice: 'state.twice.do', acts: [] };
  const known = { ...calm, said: 'state.twice', address: '10.0.0.9' };
  expect(where({ kind: 'connected', twice: '10.0.0.9' })).toMatchObject(known);
  expect(where({ kind: 'hosting', twice: '' })).toMatchObject({ ...calm, said: 'state.twice.somewhere' });
});

test('the host closed the room and contact was lost are never one for the other', () => {
  const closed = bannerOf(standing({ kind: 'closed_by_host', since: 5 }));
  const lost = bannerOf(standing({ kind: 'lost', since: 5, retry_at: 9 }));
  expect(closed).toMatchObject({ said: 'state.closed', since: 5 });
  expect(lost).toMatchObject({ said: 'state.lost', since: 5, next: 9 });
  const down = { guest: true, up: false, nextTry: 9, downSince: 6 };
  expect(bannerOf(standing({ kind: 'closed_by_host', since: 5 }, down))?.said).toBe('state.closed');
  expect(bannerOf(standing({ kind: 'connected' }, down))?.said).toBe('state.lost');
});

test('a host that is away can be tried now or at another address, and what is written waits', () => {
  const status: RoomState = { kind: 'retrying', at: 9, since: 5, reason: 'no_answer' };
  expect(bannerOf(standing(status))).toMatchObject({ acts: ['retry', 'address'], offline: true, next: 9 });
  expect(canWrite(status)).toBe(true);
});

test('each refusal has its next step', () => {
  const acts = (code: string, guest = false): string[] | undefined =>
    bannerOf(standing({ kind: 'refused', code, message: '' }, { guest }))?.acts;
  expect(acts('invite_wrong')).toEqual(['invitation']);
  expect(acts('key_changed')).toEqual(['invitation', 'address']);
  expect(acts('name_taken')).toEqual(['name']);
  expect(acts('room_full')).toEqual(['retry']);
  expect(acts('room_too_big')).toEqual(['more']);
  expect(acts('disk_low')).toEqual(['retry']);
  expect(acts('version_too_old')).toEqual(['retry']);
  expect(acts('banned')).toEqual(['rejoin', 'forget']);
  expect(acts('removed')).toEqual(['ask', 'invitation', 'forget']);
  expect(acts('waiting_refused')).toEqual(['ask', 'invitation', 'forget']);
  expect(acts('name_taken', true)).toEqual(['rejoin']);
  expect(acts('removed', true)).toEqual(['ask']);
  expect(acts('banned', true)).toEqual([]);
  expect(acts('room_full', true)).toEqual(['rejoin']);
});

test('who waits to be let in can stop waiting, and nothing is wrong', () => {
  const status: RoomState = { kind: 'refused', code: 'waiting', message: '' };
  expect(bannerOf(standing(status))).toMatchObject({ tone: 'calm', acts: ['unask'] });
  expect(canWrite(status)).toBe(false);
});

test('a name that is taken can be answered with the one the host suggests', () => {
  const taken: RoomState = { kind: 'refused', code: 'name_taken', message: '', suggestion: 'Bo (2)' };
  expect(bannerOf(standing(taken))?.acts).toEqual(['as', 'name']);
  expect(bannerOf(standing(taken, { guest: true }))?.acts).toEqual(['as', 'name']);
});

test('what the host said of itself is shown while it is tried again', () => {
  const status: RoomState = { kind: 'retrying', at: 9, since: 5, reason: 'room_full' };
  expect(bannerOf(standing(status))).toMatchObject({ said: null, refusal: { code: 'room_full' }, next: 9 });
});

test('a log that was kept aside can only be read and deleted', () => {
  const status: RoomState = { kind: 'refused', code: 'log_differs', message: '' };
  const banner = bannerOf(standing(status, { aside: true }));
  expect(banner).toMatchObject({ said: 'state.aside', tone: 'calm', acts: ['forget'] });
});

test('nothing can be written where nobody would ever get it', () => {
  expect(canWrite({ kind: 'stopped' })).toBe(false);
  expect(canWrite({ kind: 'left' })).toBe(false);
  expect(canWrite({ kind: 'refused', code: 'removed', message: '' })).toBe(false);
});

test('when the program itself does not answer, that is said and not that the host is away', () => {
  expect(bannerOf(standing({ kind: 'connected' }, { up: false }))?.said).toBe('state.program');
});

test('a guest reads whether the phone has no network, the room is not open, or the host is lost', () => {
  const down = { guest: true, up: false, nextTry: 9, downSince: 6 };
  const closed: RoomState = { kind: 'retrying', at: 9, since: 6, reason: 'unknown_room' };
  expect(bannerOf(standing(closed, down))).toMatchObject({
    said: null,
    refusal: { code: 'unknown_room' },
    acts: ['retry'],
    next: 9,
  });
  const offline = { ...down, offline: true };
  expect(bannerOf(standing({ kind: 'connected' }, offline))?.said).toBe('state.no_network');
  expect(bannerOf(standing({ kind: 'connected' }, down))?.said).toBe('state.lost');
});
