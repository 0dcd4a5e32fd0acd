/**
 * The only file that knows Socket.IO. A `Line` is one connection to one namespace: it is dialled,
 * it comes up, is refused or goes down, and it never dials again by itself (`state/redial.ts`
 * decides when). Nothing is buffered here: what is asked while the line is down is answered
 * `no_line`, and the asker keeps what must not be lost.
 */
import { io, type Socket } from 'socket.io-client';

import { reachable } from './state/post';
import type { Answer, Refusal } from './wire';

/** Milliseconds until a way to the other side is there; a program that is starting may take so
 * long, and a host that answers but is slow. */
const DIAL_LIMIT = 6000;
/** The same over a network: what got lost on the way is sent again only after ever longer pauses,
 * and a host that is back is to be found within 3 s. */
const QUICK_LIMIT = 2600;
/** Milliseconds more for being admitted. */
const ADMISSION_LIMIT = 1000;
/** Milliseconds that a request may take; a room under load acknowledges well within it. */
const ASK_LIMIT = 20000;


export interface LineEnds<Events> {
  /** What is handed over at each dialling; asked anew, since `after` moves. */
  auth: () => object;
  on: { [E in keyof Events]?: (data: Events[E]) => void };
  up?: () => void;
  /** The line is gone, or did not come up. Called once for each dialling that was not refused. */
  down: () => void;
  /** The other side answered and said no. */
  refused: (refusal: Refusal) => void;
  /** The other side is on this computer. */
  near: boolean;
}

/**
 * The host answers, but a WebSocket did not come to be in time: something in between swallows it,
 * or the network is slow. Then polling comes first, and becomes a WebSocket if it can.
 */
let patient = false;
let feeling = false;

export class Line<A extends { [K in keyof A]: { ask: object; answer: object } }, Events> {
  private socket: Socket | null = null;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private hung: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly namespace: string,
    private readonly ends: LineEnds<Events>,
  ) {}

  get up(): boolean {
    return this.socket?.connected ?? false;
  }

  /** Begins a new connection; one that is there is dropped without a word. */
  dial(): void {
    this.drop();
    const limit = this.ends.near || patient ? DIAL_LIMIT : QUICK_LIMIT;
    const socket = io(this.namespace, {
      auth: (give) => give(this.ends.auth()),
      autoConnect: false,
      forceNew: true,
      reconnection: false,
      timeout: limit,
      transports: patient ? ['polling', 'websocket'] : ['websocket', 'polling'],
      tryAllTransports: true,
    });
    this.socket = socket;
    const current = (): boolean => this.socket === socket;
    const gone = (): void => {
      if (!current()) return;
      this.drop();
      this.ends.down();
    };
    this.watchdog = setTimeout(gone, DIAL_LIMIT + ADMISSION_LIMIT);
    if (!this.ends.near) this.hung = setTimeout(() => void feel(), limit - 100);
    socket.on('connect', () => {
      clearTimeout(this.watchdog);
      clearTimeout(this.hung);
      if (current()) this.ends.up?.();
    });
    socket.on('connect_error', (error: Error & { data?: Partial<Refusal> }) => {
      if (!current()) return;
      const data = error.data;
      // Only a refusal carries a code; everything else is a line that did not come up.
      if (typeof data?.code !== 'string') return gone();
      this.drop();
      this.ends.refused({ ...data, code: data.code, message: error.message });
    });
    socket.on('disconnect', gone);
    socket.onAny((event: string, data: unknown) => {
      if (!current() || !Object.hasOwn(this.ends.on, event)) return;
      this.ends.on[event as keyof Events]?.(data as Events[keyof Events]);
    });
    socket.connect();
  }

  /** Ends the connection; neither `down` nor any event follows. */
  drop(): void {
    clearTimeout(this.watchdog);
    clearTimeout(this.hung);
    const socket = this.socket;
    this.socket = null;
    socket?.disconnect();
  }

  async ask<K extends keyof A & string>(
    name: K,
    data: A[K]['ask'],
    limit = ASK_LIMIT,
  ): Promise<Answer<A[K]['answer']>> {
    const socket = this.socket;
    if (!socket?.connected) return NO_LINE;
    try {
      const answer: unknown = await socket.timeout(limit).emitWithAck(name, data);
      return isAnswer<A[K]['answer']>(answer) ? answer : NO_LINE;
    } catch {
      return NO_LINE;
    }
  }

  /** Says something that may be lost. */
  tell(name: string, data: object): void {
    if (this.socket?.connected) this.socket.volatile.emit(name, data);
  }
}

/** A dialling hangs: is nobody there, or is only this way closed? */
async function feel(): Promise<void> {
  if (feeling) return;
  feeling = true;
  patient = await reachable(DIAL_LIMIT);
  feeling = false;
}

/** The answer to a request that found no line, or whose line went away before the answer. */
export const NO_LINE: { ok: false; error: Refusal } = {
  ok: false,
  error: { code: 'no_line', message: '' },
};

function isAnswer<T>(value: unknown): value is Answer<T> {
  return typeof value === 'object' && value !== null && 'ok' in value;
}
