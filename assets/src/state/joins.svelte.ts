/** Rooms elsewhere whose host was asked to let one in: what is waited for, and how it ended. */
import { toast } from '../components/toast.svelte';
import { sentence, t } from '../i18n/words';
import type { Answer, Join, JoinEnded, Refusal } from '../wire';
import { page } from './page.svelte';

/** One that was not let in; it stays in sight until the person has seen to it. */
export interface Ended {
  join: Join;
  error: Refusal;
}

/** Asks the program to come in, and what it answers; `joins` is told before that. */
export type AskJoin = (join: { probe: string; name: string }) => Promise<Answer<{ room: string }>>;

class Joins {
  waits = $state.raw<readonly Join[]>([]);
  ended = $state.raw<readonly Ended[]>([]);

  hear(waits: readonly Join[]): void {
    this.waits = waits;
  }

  /** What one waits for, or waited for. */
  of(probe: string): Join | undefined {
    return (
      this.waits.find((join) => join.probe === probe) ??
      this.ended.find(({ join }) => join.probe === probe)?.join
    );
  }

  error(probe: string): Refusal | null {
    if (this.waits.some((join) => join.probe === probe)) return null;
    return this.ended.find(({ join }) => join.probe === probe)?.error ?? null;
  }

  end({ probe, room, name, error }: JoinEnded): void {
    const join = this.waits.find((one) => one.probe === probe);
    const looking = page.dialog?.kind === 'wait' && page.dialog.probe === probe;
    if (room !== undefined) {
      this.waits = this.waits.filter((one) => one.probe !== probe);
      if (looking || (page.room === null && page.dialog === null)) page.show(room);
      else toast.show(t('wait.let_in', { room: name ?? '' }), () => page.show(room));
    } else if (join && error) {
      this.refuse(join, error);
      if (!looking && page.room !== null) toast.show(sentence(error));
    }
  }

  /** Once more, perhaps under another name. */
  async again(join: Join, name: string, ask: AskJoin): Promise<void> {
    const answer = await ask({ probe: join.probe, name });
    if (!answer.ok && answer.error.code !== 'waiting') {
      return this.refuse({ ...join, name }, answer.error);
    }
    this.forget(join.probe);
    if (answer.ok) page.show(answer.room);
  }

  forget(probe: string): void {
    this.ended = this.ended.filter(({ join }) => join.probe !== probe);
  }

  private refuse(join: Join, error: Refusal): void {
    this.forget(join.probe);
    this.ended = [...this.ended, { join, error }];
  }
}

export const joins = new Joins();
