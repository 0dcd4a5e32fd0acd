/** The sentences about an invitation, and about how somebody came in. Pure: the words of a language
 * are handed in (`inWords.ts`). */
import type { Key, Stem } from '../i18n/words';
import type { Member } from '../wire';
import type { Invite, InviteAsk } from '../wire-home';

type Values = Record<string, string | number>;
export interface Words {
  t: (key: Key, values?: Values) => string;
  many: (stem: Stem, count: number, values?: Values) => string;
  number: (value: number) => string;
  /** a time (ms) as one reads it at the time `now` */
  when: (at: number, now: number) => string;
}

/** What can be chosen; in words in `invites.uses.…`, `invites.time.…`. */
export const USES = ['1', '5', 'any'] as const;
export const TIMES = ['1', '24', '168', 'always'] as const;
export type Uses = (typeof USES)[number];
export type Time = (typeof TIMES)[number];

export function askFor(uses: Uses, time: Time, label: string, door: Invite['door']): InviteAsk {
  return {
    ...(uses !== 'any' && { uses: Number(uses) }),
    ...(time !== 'always' && { hours: Number(time) }),
    ...(label.trim() && { label: label.trim() }),
    ...(door !== 'lan' && { door }),
  };
}

/** An invitation with the time (ms) until which it is good; null for ever. */
export type Timed = Invite & { until: number | null };

export function timed(invite: Invite, now: number): Timed {
  return { ...invite, until: invite.left_ms === null ? null : now + invite.left_ms };
}

/** What it is called: by its note, else by what it is for. */
export function titleOf(invite: Invite, { t, many }: Words): string {
  if (invite.always) return t(invite.door === 'guest' ? 'invites.always_browser' : 'invites.always');
  if (invite.label) return invite.label;
  return invite.uses === null ? t('invites.for_any') : many('invites.for', invite.uses);
}

/** Its state in few words: what is left of it, until when, and whose it is. */
export function factsOf(invite: Timed, me: string, now: number, words: Words): string[] {
  const { t, many, when } = words;
  const facts: string[] = [];
  if (invite.standing !== 'good') facts.push(t(`invites.standing.${invite.standing}`));
  else if (invite.uses !== null) facts.push(many('invites.left', invite.uses - invite.used));
  if (invite.standing === 'good' && invite.until !== null) {
    facts.push(t('invites.until', { time: when(invite.until, now) }));
  }
  if (invite.door === 'guest' && !invite.always) facts.push(t('invites.browser'));
  if (invite.by && !invite.always) {
    facts.push(
      invite.by.id === me ? t('invites.by_me') : t('invites.by', { name: invite.by.name }),
    );
  }
  return facts;
}

/** Who came by it; by whom they were invited, where it was somebody else than oneself. */
export function cameBy(invite: Invite, me: string, { t, number }: Words): string {
  const [one, two] = invite.came.map((member) => member.name);
  if (one === undefined) return invite.used ? '' : t('invites.nobody');
  const named = two === undefined ? 1 : 2;
  const form = invite.used > named ? 'more' : String(named);
  const other = invite.by && invite.by.id !== me && !invite.always ? invite.by.name : '';
  const stem = other ? 'invites.came_by' : 'invites.came';
  if (form === 'more' && named === 1) {
    // The other is not in the room's list any more.
    return t(`${stem}.1` as Key, { one, name: other });
  }
  const count = number(invite.used - named);
  return t(`${stem}.${form}` as Key, { one, two: two ?? '', count, name: other });
}

/** How a member came in, for whoever may know; empty where it was not noted. */
export function wayOf(member: Member, me: string, { t }: Words): string {
  if (!member.way) return '';
  if (member.way === 'open') return t('invites.way.open');
  if (member.by?.id === me) return t(`invites.way.${member.way}_mine`);
  return t(`invites.way.${member.way}`, { name: member.by?.name ?? t('invites.somebody') });
}

/** A message to send, with the link in it. */
export function messageWith(invite: Invite, room: string, { t }: Words): string {
  const sentence = invite.door === 'guest' ? 'invites.message_browser' : 'invite.message';
  return `${t(sentence, { room })}\n${invite.link}`;
}
