import { expect, test } from 'vitest';

import type { Knock } from '../wire';
import { knownAs, networkOf, whoKnocks } from './knocks';

const knock = (change: Partial<Knock> = {}): Knock => ({
  knock: 'k',
  name: 'Jun',
  address: '10.0.0.2',
  door: 'lan',
  since: 5,
  ...change,
});

test('who is new, was here, or was removed is told apart', () => {
  expect(knownAs(knock())).toEqual(['knock.new']);
  expect(knownAs(knock({ known: true, was: 'Jun' }))).toEqual(['knock.known']);
  expect(knownAs(knock({ known: true, was: 'Bo' }))).toEqual(['knock.known_as', { name: 'Bo' }]);
  expect(knownAs(knock({ known: true, was: 'Bo', removed: true }))).toEqual(['knock.removed']);
});

test('a network is named where it says more than the address', () => {
  expect(networkOf(knock())).toBe(null);
  const by = (network: 'wifi' | 'other' | 'elsewhere'): unknown =>
    networkOf({ ...knock(), room: 'b7', network });
  expect(by('wifi')).toBe('network.wifi');
  expect(by('other')).toBe(null);
  expect(by('elsewhere')).toBe('knock.by_elsewhere');
});

test('one is named, several are counted, and elsewhere the room is named', () => {
  expect(whoKnocks([knock()])).toEqual(['knock.one', { name: 'Jun' }]);
  expect(whoKnocks([knock()], 'Tea')).toEqual(['knock.one_at', { name: 'Jun', room: 'Tea' }]);
  expect(whoKnocks([knock(), knock()], 'Tea')).toBe(null);
});
