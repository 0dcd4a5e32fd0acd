/**
 * What holds in a room besides its messages: who may come in, the topic, what newcomers may read,
 * how fast one may write. Begins with the welcome, goes on with every entry after it.
 */
import type { Admission, Entry, Welcome } from '../wire';

/** `history` of a room in which newcomers may read all. */
export const ALL_HISTORY = -1;

export class RoomRules {
  name = $state('');
  admission = $state<Admission>('open');
  topic = $state('');
  /** What a newcomer may read: all, or the newest so many entries from before it came. */
  history = $state(ALL_HISTORY);
  /** Seconds between two messages of one member; 0: no limit. */
  slowMode = $state(0);
  /** Facts up to this entry are in the welcome already. */
  private counted = 0;

  begin({ room, last }: Welcome): void {
    this.counted = last;
    this.name = room.name;
    this.admission = room.admission ?? (room.open ? 'open' : 'invited');
    this.topic = room.topic ?? '';
    this.history = room.history ?? ALL_HISTORY;
    this.slowMode = room.slow_mode ?? 0;
  }

  fold(entries: readonly Entry[]): void {
    for (const { number, kind, body } of entries) {
      if (number <= this.counted || typeof body !== 'object' || body === null) continue;
      this.change(kind, body as Record<string, unknown>);
    }
  }

  private change(kind: string, body: Record<string, unknown>): void {
    if (kind === 'room_renamed' && typeof body.name === 'string') this.name = body.name;
    if (kind === 'topic_changed' && typeof body.topic === 'string') this.topic = body.topic;
    if (kind === 'history_changed') this.history = Number(body.history);
    if (kind === 'slow_mode_changed') this.slowMode = Number(body.seconds);
    if (kind === 'admission_changed') this.admission = admissionOf(body);
  }
}

/** What an entry that changes it says; older versions say only whether the room is open. */
function admissionOf(body: Record<string, unknown>): Admission {
  const { admission, open } = body;
  if (admission === 'open' || admission === 'ask' || admission === 'invited') return admission;
  return open ? 'open' : 'invited';
}
