/** What a search is narrowed to besides words. Days are told by their first moments (ms). */
import { later } from '../components/calendar';
import type { Profile, SearchAsk } from '../wire';

export interface Person extends Profile {
  id: string;
  name: string;
}
export interface Narrowed {
  person: Person | null;
  since: number | null;
  /** the last day */
  until: number | null;
}

export const ALL: Narrowed = { person: null, since: null, until: null };

export function isNarrowed({ person, since, until }: Narrowed): boolean {
  return person !== null || since !== null || until !== null;
}

/** As it is asked for; `before`: only what was said before this moment (ms). */
export function asked(
  { person, since, until }: Narrowed,
  before?: number,
): Pick<SearchAsk, 'author' | 'since' | 'until'> {
  const ends = [until === null ? Infinity : later(until, 1) - 1, (before ?? Infinity) - 1];
  const end = Math.min(...ends);
  return {
    ...(person && { author: person.id }),
    ...(since !== null && { since }),
    ...(end < Infinity && { until: end }),
  };
}
