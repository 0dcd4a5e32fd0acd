/** How somebody shows itself: read from outside, compared, and made ready to be kept. Pure. */
import { isInk, lettersOf } from '../components/names';
import type { Profile } from '../wire';

/** Code points. */
export const STATUS_MOST = 100;
const PICTURE_MOST = 16;
/** As many letters of one's own are a picture. */
export const LETTERS_MOST = 2;

/** What of it is of its form. */
export function readProfile(told: unknown): Profile {
  const { status, colour, picture } = (told ?? {}) as Record<string, unknown>;
  return {
    ...(isText(status, STATUS_MOST) && { status }),
    ...(isInk(colour) && { colour }),
    ...(isText(picture, PICTURE_MOST) && { picture }),
  };
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value !== '' && [...value].length <= most;
}

export function sameProfile(one: Profile, other: Profile): boolean {
  return (
    (one.status ?? '') === (other.status ?? '') &&
    one.colour === other.colour &&
    (one.picture ?? '') === (other.picture ?? '')
  );
}

/** As it is sent: without what is empty, or only spaces. */
export function ready({ status = '', colour, picture = '' }: Profile): Profile {
  const shown = isEmoji(picture) ? picture.trim() : lettersOf(picture, LETTERS_MOST).join('');
  return {
    ...(status.trim() && { status: status.trim() }),
    ...(colour !== undefined && { colour }),
    ...(shown && { picture: shown }),
  };
}

/** Drawn as a picture, not written: flags, keys and all that is a pictogram. */
export function isEmoji(picture: string): boolean {
  return /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(picture);
}
