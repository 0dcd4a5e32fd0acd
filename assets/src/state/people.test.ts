import { expect, test } from 'vitest';

import type { Member } from '../wire';
import { People } from './people';
import { came, entry } from './testing';

function people(): People {
  const made = new People();
  made.begin([
    { id: 'm_minsu', name: '민수', online: true, role: 'host' },
    { id: 'm_dana', name: 'Dana', online: false, role: 'member' },
  ]);
  return made;
}
const shown = (of: People): string[] => of.list('ko').map(({ name, online }) => `${name} ${online}`);

test('the list is in the order of names', () => {
  expect(shown(people())).toEqual(['민수 true', 'Dana false'].sort((a, b) => a.localeCompare(b, 'ko')));
});

test('who comes, goes for good or is called otherwise changes the list', () => {
  const list = people();
  expect(list.fold(came(9, '지영'))).toBe(true);
  expect(list.fold(entry(10, { author: 'm_dana', name: 'Dana', kind: 'renamed', body: { name: 'Dan', was: 'Dana' } }))).toBe(true);
  expect(list.fold(entry(11, { kind: 'left', body: { reason: 'left' } }))).toBe(true);
  expect(list.fold(entry(12))).toBe(false);
  expect(shown(list).sort()).toEqual(['Dan false', '지영 true']);
});

test('signals change who is here, and tell of somebody not listed yet', () => {
  const list = people();
  expect(list.hear({ kind: 'online', member: 'm_dana' })).toBe(true);
  expect(list.hear({ kind: 'online', member: 'm_dana' })).toBe(false);
  expect(list.hear({ kind: 'offline', member: 'm_minsu' })).toBe(true);
  expect(list.hear({ kind: 'online', member: 'm_new', name: 'New' })).toBe(true);
  expect(list.hear({ kind: 'offline', member: 'm_nobody' })).toBe(false);
  expect(list.hear({ kind: 'typing', member: 'm_dana' })).toBe(false);
  expect(list.size).toBe(3);
});

test('who was muted, left and comes again is muted in the list', () => {
  const list = people();
  const muted = (): boolean | undefined => list.list('en').find(({ id }) => id === 'm_new')?.muted;
  list.fold(came(9, 'New'));
  expect(list.hear({ kind: 'online', member: 'm_new', name: 'New', muted: true })).toBe(true);
  expect(muted()).toBe(true);
  // The entry may come after the signal, too.
  expect(list.fold(came(9, 'New'))).toBe(true);
  expect(muted()).toBe(true);
  expect(list.hear({ kind: 'online', member: 'm_new', name: 'New', muted: true })).toBe(false);
});

test('a page of the list does not undo what a signal told since', () => {
  const list = people();
  list.hear({ kind: 'online', member: 'm_dana' });
  list.add([{ id: 'm_dana', name: 'Dana', online: false }]);
  expect(shown(list)).toContain('Dana true');
});

test('who is made a moderator, and who is muted, is so in the list', () => {
  const people = new People();
  people.begin([
    { id: 'm_jun', name: 'Jun', online: true, key: 'k', role: 'member' },
    { id: 'g_bo', name: 'Bo', online: true, role: 'guest' },
  ]);
  const act = (kind: string, member: string, more = {}): boolean =>
    people.fold(entry(9, { kind, author: 'm_host', body: { member, name: 'x', ...more } }));
  const of = (id: string): Member | undefined => people.list('en').find((one) => one.id === id);
  expect(act('role_changed', 'm_jun', { role: 'moderator' })).toBe(true);
  expect(of('m_jun')?.role).toBe('moderator');
  expect(act('role_changed', 'm_jun', { role: 'member' })).toBe(true);
  expect(of('m_jun')?.role).toBe('member');
  act('role_changed', 'g_bo', { role: 'moderator' });
  act('role_changed', 'g_bo', { role: 'member' });
  expect(of('g_bo')?.role).toBe('guest');
  expect(act('muted', 'g_bo')).toBe(true);
  expect(of('g_bo')?.muted).toBe(true);
  act('unmuted', 'g_bo');
  expect(of('g_bo')?.muted).toBe(false);
  expect(act('muted', 'm_nobody')).toBe(false);
  expect(act('banned', 'm_jun')).toBe(false);
});

test('how somebody shows itself is all of the last time, and no more', () => {
  const list = people();
  const of = (id: string): Member | undefined => list.list('ko').find((one) => one.id === id);
  const profiled = (number: number, body: object, author = 'm_dana'): boolean =>
    list.fold(entry(number, { kind: 'profiled', author, body }));
  expect(profiled(9, { status: 'at lunch', colour: 3, picture: '🦊' })).toBe(true);
  expect(of('m_dana')).toMatchObject({ name: 'Dana', role: 'member', status: 'at lunch', colour: 3 });
  expect(profiled(10, { picture: 'DA', colour: 99, status: 7 })).toBe(true);
  expect(of('m_dana')).toEqual({ id: 'm_dana', name: 'Dana', online: false, role: 'member', picture: 'DA' });
  expect(profiled(11, {})).toBe(true);
  expect(of('m_dana')).toEqual({ id: 'm_dana', name: 'Dana', online: false, role: 'member' });
  expect(profiled(12, { status: 'who?' }, 'm_nobody')).toBe(false);
});

test('who comes and was not listed comes with its looks, and who comes anew without', () => {
  const list = people();
  list.hear({ kind: 'online', member: 'm_far', name: 'Far', status: 'late', colour: 2, picture: 'x'.repeat(40) });
  const far = (): Member | undefined => list.list('ko').find((one) => one.id === 'm_far');
  expect(far()).toEqual({ id: 'm_far', name: 'Far', status: 'late', colour: 2, online: true });
  list.fold(entry(9, { author: 'm_far', kind: 'left', body: { reason: 'left' } }));
  list.fold(entry(10, { author: 'm_far', name: 'Far', kind: 'joined', body: { first: 1, door: 'lan' } }));
  expect(far()).toMatchObject({ name: 'Far', online: true });
  expect(far()).not.toHaveProperty('status');
});
