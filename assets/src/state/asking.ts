/** What is asked of a room besides its messages; each answer comes once the host has given it. */
import type { About, ActAsks, Answer, Barred, Entry, Refusal, RoomAsks } from '../wire';
import { uuid } from './outbox';

/** Requests about a message. */
type Remark = 'amend' | 'withdraw' | 'react' | 'pin' | 'unpin';

export abstract class Asking {
  protected abstract ask<K extends keyof RoomAsks & string>(
    name: K,
    data: RoomAsks[K]['ask'],
  ): Promise<Answer<RoomAsks[K]['answer']>>;

  /** Does something to a message, to the room or to a member; the refusal, if not granted. */
  async act<K extends Remark | keyof ActAsks>(
    name: K,
    data: Omit<RoomAsks[K]['ask'], 'id'>,
  ): Promise<Refusal | null> {
    const answer = await this.ask(name, { id: uuid(), ...data } as RoomAsks[K]['ask']);
    return answer.ok ? null : answer.error;
  }

  /** Who cannot come in any more; null while that cannot be asked for. */
  async barred(): Promise<Barred[] | null> {
    const answer = await this.ask('banned', {});
    return answer.ok ? answer.banned : null;
  }

  /** The message of this number as it was first said, then in other words each time; null while
   * that cannot be asked for. */
  async versions(number: number): Promise<Entry[] | null> {
    const answer = await this.ask('versions', { number });
    return answer.ok ? answer.entries : null;
  }

  /** The pinned messages, the one pinned last first; null while they cannot be asked for. */
  async pins(): Promise<{ entries: Entry[]; about?: About[] } | null> {
    const answer = await this.ask('pins', {});
    return answer.ok ? answer : null;
  }
}
