/** Where one can go at once: rooms and things to do, by what is typed of their names. Pure. */
import { fit } from '../mentions/fits';

export interface Named {
  name: string;
}

/** Those that fit what is typed, the best first; all, as they come, where nothing is typed. */
export function fitting<T extends Named>(all: readonly T[], typed: string): T[] {
  const query = typed.trim();
  if (query === '') return [...all];
  return all
    .flatMap((one) => {
      const rank = fit(one.name, query);
      return rank === null ? [] : [{ one, rank }];
    })
    .sort((left, right) => left.rank - right.rank)
    .map(({ one }) => one);
}

interface RoomLike {
  id: string;
  unread: number;
  created_at: number;
  last: { at: number } | null;
}

/** Rooms as one wants them next: unread first, then where somebody spoke last; the one on screen at
 * the end, since one is there. */
export function nextFirst<R extends RoomLike>(rooms: readonly R[], here: string | null): R[] {
  const weight = (room: R): [number, number] => [
    room.id === here ? 2 : room.unread > 0 ? 0 : 1,
    -(room.last?.at ?? room.created_at),
  ];
  return [...rooms].sort((left, right) => {
    const [a, b] = [weight(left), weight(right)];
    return a[0] - b[0] || a[1] - b[1];
  });
}
