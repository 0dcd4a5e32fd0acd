/** When something ends: the time today, else the day as well. */
import { clock, day } from '../i18n/words';
import { sameDay } from '../state/rows';

export function whenInWords(at: number, now: number): string {
  return sameDay(at, now) ? clock(at) : `${day(at, now)} ${clock(at)}`;
}
