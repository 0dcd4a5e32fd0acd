/** What is said of a host whose room is not the one that was here, and where a line shows it. */
import type { Refused, RoomState } from '../wire';
import type { Banner } from './banner';


/** The banner of `log_differs`: from where on, and the two ways to go. */
export function differsBanner(status: Refused): Banner {
  const banner: Banner = {
    tone: 'stop',
    said: status.looking ? 'differs.looking' : 'differs.unknown',
    more: 'differs.more',
    offline: false,
    acts: ['follow', 'leave'],
  };
  if (status.looking) return banner;
  const place = status.parting;
  if (!place) return { ...banner, acts: ['follow', 'leave', 'retry'] };
  const ends = place.last < place.number;
  return {
    ...banner,
    said: ends ? 'differs.ends' : 'differs.from',
    since: place.at,
    number: place.number,
  };
}

/** The entries before which logs part: where it was found now, and where it was once. */
export function partings(status: RoomState, before: readonly number[]): number[] {
  const now = status.kind === 'refused' ? status.parting : undefined;
  return now ? [...before, now.number] : [...before];
}

/** Whether one of `numbers` lies between the row at `index` and the one above. */
export function partsAt(rows: readonly { number: number }[], index: number, numbers: readonly number[]): boolean {
  const row = rows[index];
  const above = rows[index - 1];
  if (!row || row.number === 0) return false;
  return numbers.some((number) =>
    above ? above.number < number && number <= row.number : number === row.number,
  );
}
