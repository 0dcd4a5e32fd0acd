/** Reads an entry: a kind that this page knows, with a body of the right shape, or null. */
import type { ActBodies, Admission, Bodies, Entry, Kind, Known, Way } from '../wire';
import { readForwarded, readMentions } from '../mentions/read';
import type { OnMember } from '../wire-acts';

type Fields = Record<string, unknown>;

const readers: { [K in Kind]: (body: Fields) => Bodies[K] | null } = {
  opened: (body) =>
    text(body.name) && { room: String(body.room), name: String(body.name), open: !!body.open },
  joined: (body) => ({
    first: Number(body.first),
    door: body.door === 'guest' || body.door === 'window' ? body.door : 'lan',
    ...(typeof body.key === 'string' ? { key: body.key } : {}),
    ...(isWay(body.way) && { way: body.way }),
    ...(typeof body.by === 'string' && { by: body.by }),
  }),
  said: (body) =>
    text(body.text) && {
      ...(body as unknown as Bodies['said']),
      mentions: readMentions(body.mentions),
      forwarded: readForwarded(body.forwarded),
    },
  renamed: (body) => text(body.name) && text(body.was) && (body as unknown as Bodies['renamed']),
  left: (body) => ({
    reason: (['removed', 'banned', 'expired'] as const).find((one) => one === body.reason) ?? 'left',
  }),
  admission_changed: (body) => ({
    open: !!body.open,
    was: !!body.was,
    ...(isAdmission(body.admission) && { admission: body.admission }),
  }),
  room_renamed: (body) => text(body.name) && text(body.was) && (body as unknown as ActBodies['room_renamed']),
  topic_changed: (body) => text(body.topic) && { topic: String(body.topic), was: String(body.was) },
  history_changed: (body) => number(body.history) && { history: Number(body.history) },
  slow_mode_changed: (body) => number(body.seconds) && { seconds: Number(body.seconds) },
  role_changed: (body) =>
    onMember(body, { role: body.role === 'moderator' ? ('moderator' as const) : ('member' as const) }),
  muted: (body) => onMember(body, {}),
  unmuted: (body) => onMember(body, {}),
  removed: (body) => onMember(body, { why: typeof body.why === 'string' ? body.why : '' }),
  banned: (body) => onMember(body, { why: typeof body.why === 'string' ? body.why : '' }),
  unbanned: (body) => onMember(body, {}),
  name_freed: (body) => onMember(body, {}),
};

function onMember<T extends object>(body: Fields, more: T): (OnMember & T) | null {
  const { member, name } = body;
  return typeof member === 'string' && typeof name === 'string' ? { member, name, ...more } : null;
}

function isAdmission(value: unknown): value is Admission {
  return value === 'open' || value === 'ask' || value === 'invited';
}

function number(value: unknown): true | null {
  return typeof value === 'number' || null;
}

function isWay(value: unknown): value is Way {
  return value === 'open' || value === 'invite' || value === 'code' || value === 'let_in';
}

function text(value: unknown): true | null {
  return typeof value === 'string' || null;
}

export function known(entry: Entry): Known | null {
  if (!Object.hasOwn(readers, entry.kind)) return null;
  const kind = entry.kind as Kind;
  // A withdrawn message keeps its place and has no body any more.
  if (entry.body === undefined) return null;
  if (typeof entry.body !== 'object' || entry.body === null) return null;
  const body = readers[kind](entry.body as Fields);
  return body && ({ ...entry, kind, body } as Known);
}

/** Whether the entry is a message whose body was withdrawn. */
export function withdrawn(entry: Entry): boolean {
  return entry.kind === 'said' && entry.body === undefined;
}
