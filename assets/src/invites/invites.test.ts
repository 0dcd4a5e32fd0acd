import { expect, it } from 'vitest';

import home from '../i18n/en/home.json';
import invites from '../i18n/en/invites.json';
import type { Member } from '../wire';
import type { Invite } from '../wire-home';
import {
  askFor,
  cameBy,
  factsOf,
  messageWith,
  timed,
  titleOf,
  wayOf,
  type Words,
} from './invites';

const book: Record<string, string> = { ...home, ...invites };
const fill = (key: string, values: object): string =>
  (book[key] ?? key).replace(/\{(\w+)\}/g, (place, name: string) =>
    String((values as Record<string, unknown>)[name] ?? place),
  );
const words: Words = {
  t: (key, values = {}) => fill(key, values),
  many: (stem, count, values = {}) =>
    fill(`${stem}.${count === 1 ? 'one' : 'other'}`, { ...values, count }),
  number: String,
  when: (at) => new Date(at).toTimeString().slice(0, 5),
};

const ME = 'm_me';
const NOW = new Date(2026, 10, 23, 14, 2).getTime();
const INVITE: Invite = {
  invitation: 'ab',
  label: '',
  door: 'lan',
  by: { id: ME, name: 'Minsu' },
  made_at: NOW,
  uses: 5,
  used: 0,
  left_ms: null,
  always: false,
  standing: 'good',
  came: [],
  link: 'sarangbang://join?v=1#s',
};
const [A, B, C] = ['Ana', 'Bo', 'Chae'].map((name) => ({ id: name, name })) as [
  { id: string; name: string },
  { id: string; name: string },
  { id: string; name: string },
];

function facts(more: Partial<Invite>): string[] {
  return factsOf(timed({ ...INVITE, ...more }, NOW), ME, NOW, words);
}

it('asks only for the limits that there are', () => {
  expect(askFor('any', 'always', ' ', 'lan')).toEqual({});
  expect(askFor('5', '168', ' Club ', 'guest')).toEqual({ uses: 5, hours: 168, label: 'Club', door: 'guest' });
});

it('is called by its note, else by what it is for', () => {
  expect(titleOf({ ...INVITE, label: 'Club' }, words)).toBe('Club');
  expect(titleOf(INVITE, words)).toBe('For 5 people');
  expect(titleOf({ ...INVITE, uses: 1 }, words)).toBe('For 1 person');
  expect(titleOf({ ...INVITE, uses: null }, words)).toBe('For any number of people');
  expect(titleOf({ ...INVITE, always: true, label: 'x' }, words)).toBe('The lasting invitation');
});

it('says what is left, until when, and whose it is', () => {
  expect(facts({ used: 2, left_ms: 3_600_000 })).toEqual(['3 uses left', 'until 15:02', 'made by you']);
  expect(facts({ uses: null, by: { id: 'm_j', name: 'Jiyoung' } })).toEqual(['made by Jiyoung']);
  expect(facts({ standing: 'used_up', used: 5, left_ms: 5 })).toEqual(['Used up', 'made by you']);
  expect(facts({ door: 'guest', uses: 1 })).toEqual(['1 use left', 'in a browser', 'made by you']);
  expect(facts({ always: true, uses: null })).toEqual([]);
});

it('says who came by it, and by whom they were invited', () => {
  expect(cameBy(INVITE, ME, words)).toBe('Nobody has come by it yet.');
  expect(cameBy({ ...INVITE, used: 1, came: [A] }, ME, words)).toBe('Ana came by it.');
  expect(cameBy({ ...INVITE, used: 2, came: [A, B] }, ME, words)).toBe('Ana and Bo came by it.');
  expect(cameBy({ ...INVITE, used: 7, came: [A, B, C] }, ME, words)).toBe('Ana, Bo and 5 more came by it.');
  const theirs = { ...INVITE, by: { id: 'm_j', name: 'Jiyoung' }, used: 1, came: [A] };
  expect(cameBy(theirs, ME, words)).toBe('Ana came by it, invited by Jiyoung.');
  // Somebody came by it and is not known any more.
  expect(cameBy({ ...INVITE, used: 1 }, ME, words)).toBe('');
  expect(cameBy({ ...INVITE, used: 2, came: [A] }, ME, words)).toBe('Ana came by it.');
});

it('says how somebody came in', () => {
  const member: Member = { id: 'm_a', name: 'Ana', online: true };
  const by = { id: 'm_j', name: 'Jiyoung' };
  expect(wayOf(member, ME, words)).toBe('');
  expect(wayOf({ ...member, way: 'open' }, ME, words)).toContain('anyone');
  expect(wayOf({ ...member, way: 'invite', by }, ME, words)).toBe('By Jiyoung’s invitation');
  expect(wayOf({ ...member, way: 'invite', by: { id: ME, name: 'Minsu' } }, ME, words)).toBe('By your invitation');
  expect(wayOf({ ...member, way: 'let_in', by }, ME, words)).toBe('Asked, and was let in by Jiyoung');
  expect(wayOf({ ...member, way: 'code' }, ME, words)).toBe('By a code that somebody told');
});

it('is sent with a sentence that fits where it opens', () => {
  expect(messageWith(INVITE, 'Reading', words)).toContain('paste this whole message');
  const web = messageWith({ ...INVITE, door: 'guest', link: 'http://10.0.0.2:47880/#x' }, 'Reading', words);
  expect(web).toMatch(/browser[^]*\nhttp:\/\/10/);
});
