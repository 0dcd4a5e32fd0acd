/** Times in words. */
import { many } from '../i18n/words';
import { leftOf, lengthOf, type Length } from './lengths';

function said({ unit, count }: Length): string {
  if (unit === 'hours') return many('time.hours', count);
  return unit === 'minutes' ? many('time.minutes', count) : many('time.seconds', count);
}

/** "30 seconds", "5 minutes". */
export function every(seconds: number): string {
  return said(lengthOf(seconds));
}

/** What is left until `at` (ms). */
export function until(at: number, now: number): string {
  return said(leftOf(at - now));
}
