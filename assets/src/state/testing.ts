/** Entries as a host would send them, for the tests. */
import type { Entry } from '../wire';

export const NOON = new Date(2026, 10, 23, 12, 0, 0).getTime();
export const MINUTE = 60_000;

export function entry(number: number, change: Partial<Entry> = {}): Entry {
  return {
    number,
    term: 1,
    id: `e${number}`,
    at: NOON + number * 1000,
    author: 'm_minsu',
    name: '민수',
    kind: 'said',
    body: { text: `text ${number}` },
    ...change,
  };
}

export function came(number: number, name: string, at = NOON + number * 1000): Entry {
  const body = { first: 1, door: 'lan' };
  return entry(number, { kind: 'joined', author: `m_${name}`, name, body, at });
}
