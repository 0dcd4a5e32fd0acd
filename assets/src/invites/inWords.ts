/** The sentences of `invites.ts` in the person's language. */
import { when } from '../home/when';
import { many, number, t } from '../i18n/words';
import type { Words } from './invites';

export const words: Words = { t, many, number, when };
