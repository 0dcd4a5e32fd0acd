/**
 * Waits at a room's door to hear at once whether one is let in. What decides is the next CONNECT
 * (`again`); this only tells when it is worth it.
 */
import { post } from './post';

/** The host answers within 5 s. */
const PATIENCE = 9000;
/** Milliseconds before CONNECT is asked after a request that came to nothing. */
const PAUSE = 1000;
/** So many answers "still waiting" until CONNECT is asked anew: the room's rules may have changed. */
const TURNS = 3;

interface KnockAnswer {
  state: 'waiting' | 'let_in' | 'refused';
  ticket: string;
}

export class Knocking {
  private turn = 0;

  /** `keep` is told each new ticket. */
  constructor(
    private readonly ends: { keep: (ticket: string) => void; again: () => void },
  ) {}

  /** Waits with this ticket, and no longer with an earlier one. */
  start(ticket: string): void {
    void this.run(++this.turn, ticket);
  }

  stop(): void {
    this.turn++;
  }

  private async run(turn: number, ticket: string): Promise<void> {
    for (let asked = 0; asked < TURNS; asked++) {
      const answer = await post<KnockAnswer>('/door/knock', { ticket }, PATIENCE);
      if (turn !== this.turn) return;
      if (!answer?.ok) {
        // Nobody answers, or the ticket is no longer known.
        await new Promise((go) => setTimeout(go, PAUSE));
        if (turn !== this.turn) return;
        break;
      }
      ticket = answer.told.ticket;
      this.ends.keep(ticket);
      if (answer.told.state !== 'waiting') break;
    }
    this.ends.again();
  }
}
