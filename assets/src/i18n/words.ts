/** Every sentence on screen comes from here, in the person's language. */
import type { Refusal } from '../wire';
import { page, type Language } from '../state/page.svelte';
import enBlock from './en/block.json';
import enCodes from './en/codes.json';
import enCommon from './en/common.json';
import enCompose from './en/compose.json';
import enDiffers from './en/differs.json';
import enErrors from './en/errors.json';
import enForward from './en/forward.json';
import enGuest from './en/guest.json';
import enHome from './en/home.json';
import enIdentity from './en/identity.json';
import enInvites from './en/invites.json';
import enKeys from './en/keys.json';
import enMarks from './en/marks.json';
import enMention from './en/mention.json';
import enModerate from './en/moderate.json';
import enNearby from './en/nearby.json';
import enNotices from './en/notices.json';
import enPerson from './en/person.json';
import enPrivate from './en/private.json';
import enProfile from './en/profile.json';
import enReceipts from './en/receipts.json';
import enRoom from './en/room.json';
import enSearch from './en/search.json';
import enSettings from './en/settings.json';
import enTalk from './en/talk.json';
import enText from './en/text.json';
import enUnread from './en/unread.json';
import koBlock from './ko/block.json';
import koCodes from './ko/codes.json';
import koCommon from './ko/common.json';
import koCompose from './ko/compose.json';
import koDiffers from './ko/differs.json';
import koErrors from './ko/errors.json';
import koForward from './ko/forward.json';
import koGuest from './ko/guest.json';
import koHome from './ko/home.json';
import koIdentity from './ko/identity.json';
import koInvites from './ko/invites.json';
import koKeys from './ko/keys.json';
import koMarks from './ko/marks.json';
import koMention from './ko/mention.json';
import koModerate from './ko/moderate.json';
import koNearby from './ko/nearby.json';
import koNotices from './ko/notices.json';
import koPerson from './ko/person.json';
import koPrivate from './ko/private.json';
import koProfile from './ko/profile.json';
import koReceipts from './ko/receipts.json';
import koRoom from './ko/room.json';
import koSearch from './ko/search.json';
import koSettings from './ko/settings.json';
import koTalk from './ko/talk.json';
import koText from './ko/text.json';
import koUnread from './ko/unread.json';

const en = {
  ...enBlock,
  ...enCodes,
  ...enCommon,
  ...enCompose,
  ...enDiffers,
  ...enErrors,
  ...enForward,
  ...enGuest,
  ...enHome,
  ...enIdentity,
  ...enInvites,
  ...enKeys,
  ...enMarks,
  ...enMention,
  ...enModerate,
  ...enNearby,
  ...enNotices,
  ...enPerson,
  ...enPrivate,
  ...enProfile,
  ...enReceipts,
  ...enRoom, ...enSearch,
  ...enSettings,
  ...enTalk,
  ...enText,
  ...enUnread,
};
/** A key that Korean lacks is a type error here, and `scripts/check-words.mjs` names it. */
const ko: Record<Key, string> = {
  ...koBlock,
  ...koCodes,
  ...koCommon,
  ...koCompose,
  ...koDiffers,
  ...koErrors,
  ...koForward,
  ...koGuest,
  ...koHome,
  ...koIdentity,
  ...koInvites,
  ...koKeys,
  ...koMarks,
  ...koMention,
  ...koModerate,
  ...koNearby,
  ...koNotices,
  ...koPerson,
  ...koPrivate,
  ...koProfile,
  ...koReceipts,
  ...koRoom, ...koSearch,
  ...koSettings,
  ...koTalk,
  ...koText,
  ...koUnread,
};

export type Key = keyof typeof en;
/** A sentence with a number in it: `stem.one` and `stem.other`. */
export type Stem = Key extends infer K ? (K extends `${infer S}.other` ? S : never) : never;
type Values = Record<string, string | number>;

const books: Record<Language, Record<Key, string>> = { en, ko };

/** The sentence of a key, with its `{places}` filled. */
export function t(key: Key, values: Values = {}): string {
  return books[page.language][key].replace(/\{(\w+)\}/g, (place, name: string) =>
    String(values[name] ?? place),
  );
}

/** The sentence for a number of things; `{count}` is the number as one writes it. */
export function many(stem: Stem, count: number, values: Values = {}): string {
  const form = count === 1 && page.language === 'en' ? 'one' : 'other';
  return t(`${stem}.${form}` as Key, { ...values, count: number(count) });
}

/** The sentence for a refusal: by its code, else as the other side worded it. */
export function sentence(refusal: Refusal): string {
  let key = `error.${refusal.code}`;
  if (refusal.why && Object.hasOwn(en, `${key}_why`)) key += '_why';
  if (Object.hasOwn(en, key)) return t(key as Key, { suggestion: refusal.suggestion ?? '', why: refusal.why ?? '' });
  return refusal.message || t('error.unknown');
}

const numbers = { ko: new Intl.NumberFormat('ko'), en: new Intl.NumberFormat('en') };

export function number(value: number): string {
  return numbers[page.language].format(value);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${page.language} ${name}`;
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(page.language, options)));
  return made;
}

/** 14:02 */
export function clock(at: number): string {
  return format('clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** Monday, 23 November 2026, without the year in this year; today and yesterday by name. */
export function day(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const apart = Math.round((midnight(today) - midnight(then)) / 86_400_000);
  if (apart === 0) return t('day.today');
  if (apart === 1) return t('day.yesterday');
  const year = then.getFullYear() === today.getFullYear() ? undefined : 'numeric';
  return format(`day ${year}`, { year, month: 'long', day: 'numeric', weekday: 'long' }).format(at);
}

/** Today, 14:02 */
export function dayAndClock(at: number, now: number): string {
  return `${day(at, now)}, ${clock(at)}`;
}

/** 23 Nov 2026 */
export function shortDay(at: number): string {
  return format('short day', { dateStyle: 'medium' }).format(at);
}

/** Monday, 23 November 2026 */
export function fullDay(at: number): string {
  return format('full day', { dateStyle: 'full' }).format(at);
}

/** November 2026 */
export function monthName(at: number): string {
  return format('month', { year: 'numeric', month: 'long' }).format(at);
}

/** The days of the week from Sunday on, as short as one writes them. */
export function weekdays(): string[] {
  const name = format('weekday', { weekday: 'narrow' });
  return Array.from({ length: 7 }, (_, day) => name.format(new Date(2023, 0, 1 + day)));
}

/** Full date and time, for the tooltip of a time. */
export function moment(at: number): string {
  return format('moment', { dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' }).format(at);
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
