import { expect, test } from 'vitest';

import type { Welcome } from '../wire';
import { RoomRules } from './rules.svelte';
import { entry } from './testing';

const welcome = (room: Partial<Welcome['room']> = {}, last = 10): Welcome =>
  ({ room: { id: 'r', name: 'House', open: true, ...room }, last }) as Welcome;

test('what the welcome says holds, and what it leaves out is as it always was', () => {
  const rules = new RoomRules();
  rules.begin(welcome({ admission: 'ask', topic: 'Rice', history: 0, slow_mode: 30 }));
  expect(rules).toMatchObject({ name: 'House', admission: 'ask', topic: 'Rice', history: 0, slowMode: 30 });
  rules.begin(welcome({ open: false }));
  expect(rules).toMatchObject({ admission: 'invited', topic: '', history: -1, slowMode: 0 });
});

test('entries after the welcome change it, those before it do not', () => {
  const rules = new RoomRules();
  rules.begin(welcome({ topic: 'now' }));
  rules.fold([entry(9, { kind: 'topic_changed', body: { topic: 'then', was: '' } })]);
  expect(rules.topic).toBe('now');
  rules.fold([
    entry(11, { kind: 'topic_changed', body: { topic: 'next', was: 'now' } }),
    entry(12, { kind: 'room_renamed', body: { name: 'Home', was: 'House' } }),
    entry(13, { kind: 'history_changed', body: { history: 50, was: -1 } }),
    entry(14, { kind: 'slow_mode_changed', body: { seconds: 5, was: 0 } }),
    entry(15, { kind: 'admission_changed', body: { open: false, was: true } }),
    entry(16, { kind: 'said', body: undefined }),
  ]);
  expect(rules).toMatchObject({ topic: 'next', name: 'Home', history: 50, slowMode: 5, admission: 'invited' });
});
