/** What is done to a room, or to somebody in it, by its host and moderators (docs/protocol.md). */
import type { Admission } from './wire';

/** An act on a member: by id, and as it was called then; `author` of the entry did it. */
export interface OnMember {
  member: string;
  name: string;
}

export interface ActBodies {
  room_renamed: { name: string; was: string };
  topic_changed: { topic: string; was: string };
  history_changed: { history: number };
  slow_mode_changed: { seconds: number };
  role_changed: OnMember & { role: 'moderator' | 'member' };
  muted: OnMember;
  unmuted: OnMember;
  removed: OnMember & { why: string };
  banned: OnMember & { why: string };
  unbanned: OnMember;
  name_freed: OnMember;
}

interface Did {
  number?: number;
  at?: number;
}

/** Requests on `/room`, each answered once it is stored. */
export interface ActAsks {
  rename_room: { ask: { id: string; name: string }; answer: Did };
  set_topic: { ask: { id: string; topic: string }; answer: Did };
  set_admission: { ask: { id: string; admission: Admission }; answer: Did };
  set_history: { ask: { id: string; history: number }; answer: Did };
  set_slow_mode: { ask: { id: string; seconds: number }; answer: Did };
  set_role: { ask: { id: string; member: string; role: 'moderator' | 'member' }; answer: Did };
  mute: { ask: { id: string; member: string }; answer: Did };
  unmute: { ask: { id: string; member: string }; answer: Did };
  remove: { ask: { id: string; member: string; why?: string }; answer: Did };
  ban: { ask: { id: string; member: string; why?: string }; answer: Did };
  unban: { ask: { id: string; member: string }; answer: Did };
  free_name: { ask: { id: string; member: string }; answer: Did };
}

/** Somebody who cannot come in any more. */
export interface Barred {
  id: string;
  name: string;
}
