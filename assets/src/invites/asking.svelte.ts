/** The invitations of a room as the program tells them: asked for, made, taken back. */
import { home } from '../state/home.svelte';
import type { Refusal } from '../wire';
import type { InviteAsk } from '../wire-home';
import { timed, type Timed } from './invites';

export class Invites {
  list = $state.raw<Timed[]>([]);
  /** Whether browsers are let in, so that one can invite them. */
  browsers = $state(false);
  /** Told at least once. */
  known = $state(false);
  refusal = $state.raw<Refusal | null>(null);

  constructor(private readonly room: string) {}

  /** One's own id. */
  get me(): string {
    return home.me?.member ?? '';
  }

  /** Whether the host's panel copies the lasting one: into an open room nobody needs it. */
  get copies(): boolean {
    const card = home.card(this.room);
    return card?.role === 'host' && card.admission !== 'open';
  }

  async ask(): Promise<void> {
    const answer = await home.ask('invitations', { room: this.room });
    this.refusal = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    const now = Date.now();
    this.list = answer.invitations.map((invite) => timed(invite, now));
    this.browsers = answer.guests;
    this.known = true;
  }

  /** The id of the new one, or why there is none. */
  async make(asked: InviteAsk): Promise<string | Refusal> {
    const answer = await home.ask('make_invitation', { room: this.room, ...asked });
    if (!answer.ok) return answer.error;
    this.list = [timed(answer.invitation, Date.now()), ...this.list];
    void this.ask();
    return answer.invitation.invitation;
  }

  async takeBack(invitation: string): Promise<Refusal | null> {
    const answer = await home.ask('revoke_invitation', { room: this.room, invitation });
    await this.ask();
    return answer.ok ? null : answer.error;
  }
}
