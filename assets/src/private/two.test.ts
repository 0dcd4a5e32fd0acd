import { expect, test } from 'vitest';

import type { Card } from '../wire';
import { named, roomWith, wayTo } from './two';

const card = (change: Partial<Card> = {}): Card => ({
  id: 'b7',
  name: 'Minsu · Bo',
  role: 'host',
  state: { kind: 'hosting' },
  admission: 'invited',
  topic: '',
  knocks: 0,
  moderates: true,
  unread: 0,
  mentions: 0,
  notify: '',
  online: 1,
  members_total: 1,
  last: null,
  created_at: 5,
  draft: '',
  network_changed: false,
  ...change,
});
const two = { member: 'm_bo', name: 'Bo' };
const bo = { id: 'm_bo', key: 'k' };
const tea = { id: 'c8', live: true };

test('a room for two is called as the other one is', () => {
  expect(named(card({ two })).name).toBe('Bo');
  expect(named(card({ two: { member: 'm_bo', name: '' } })).name).toBe('Minsu · Bo');
  expect(named(card()).name).toBe('Minsu · Bo');
});

test('who has come into the room for two is not asked again', () => {
  expect(wayTo(bo, tea, [card({ two })])).toBe('ask');
  expect(wayTo(bo, tea, [card({ two, members_total: 2 })])).toBe('open');
  expect(wayTo(bo, tea, [card({ two, role: 'member' })])).toBe('open');
  expect(wayTo(bo, { id: 'c8', live: false }, [card({ two, role: 'member' })])).toBe('open');
});

test('who cannot be asked, and why', () => {
  expect(wayTo({ id: 'g_1' }, tea, [])).toBe('no_key');
  expect(wayTo(bo, { id: 'c8', live: false }, [])).toBe('unreachable');
  expect(wayTo(bo, { id: 'b7', live: true }, [card({ two })])).toBe('none');
});

test('a room kept aside is none to talk in', () => {
  expect(roomWith('m_bo', [card({ id: 'b7~1', two })])).toBe(undefined);
  expect(roomWith('m_bo', [card({ two })])?.id).toBe('b7');
});
