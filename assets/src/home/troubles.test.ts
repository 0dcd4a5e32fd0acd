import { expect, test } from 'vitest';

import english from '../i18n/en/errors.json';
import { hintsFor, isStop, remedyOf, systemOf } from './troubles';

/** The codes of docs/protocol.md, joining and CONNECT. */
const codes = [
  'bad_address', 'bad_link', 'name_not_found', 'no_route', 'refused', 'no_answer',
  'not_sarangbang', 'other_host', 'key_changed', 'version_too_old', 'version_too_new', 'own_room',
  'malformed', 'protocol_unsupported', 'too_many_tries', 'unknown_room', 'log_differs',
  'invite_needed', 'invite_wrong', 'waiting', 'waiting_refused', 'banned', 'name_invalid',
  'name_taken', 'room_full',
];

test('every code of coming in has a sentence of its own', () => {
  for (const code of codes) expect(Object.keys(english), code).toContain(`error.${code}`);
});

test('another key is a stop with a way to a new invitation, never a try again', () => {
  for (const code of ['key_changed', 'other_host']) {
    expect(isStop(code)).toBe(true);
    expect(remedyOf(code)).toBe('ask');
  }
});

test('what may pass by itself can be tried again', () => {
  for (const code of ['no_route', 'no_answer', 'refused', 'name_not_found', 'room_full']) {
    expect(remedyOf(code)).toBe('again');
  }
});

test('the way to Local Network is told on a Mac only', () => {
  expect(hintsFor('no_route', 'macos')).toContain('join.mac_hint');
  expect(hintsFor('no_route', 'windows')).toEqual([]);
  expect(hintsFor('no_answer', 'linux')).toEqual(['join.host_hint']);
});

test('the system is read from what the three engines say', () => {
  expect(systemOf('Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/120')).toBe('windows');
  expect(systemOf('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605')).toBe('macos');
  expect(systemOf('Mozilla/5.0 (X11; Linux x86_64) QtWebEngine/6.12')).toBe('linux');
});
