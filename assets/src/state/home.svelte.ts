/**
 * What the program on this computer says about itself and its rooms (`/home`), and the one way to
 * ask it for something. Only in the window; the guest page has no home.
 */
import { toast } from '../components/toast.svelte';
import { t } from '../i18n/words';
import { named } from '../private/two';
import { readProfile } from '../profile/profile';
import { Line } from '../socket';
import type {
  Answer,
  Card,
  Closing,
  HomeAsks,
  HomeEvents,
  Invitation,
  KnockAt,
  Me,
  Nearby,
  Notices,
  PrivateWish,
  Profile,
  RoomCode,
} from '../wire';
import { blocked } from './blocked.svelte';
import { codes } from './codes.svelte';
import { joins } from './joins.svelte';
import { notices } from './notices.svelte';
import { fragment, page } from './page.svelte';
import { Redial } from './redial';
import { saving } from './saving.svelte';

class HomeState {
  me = $state<Me | null>(null);
  rooms = $state.raw<Card[]>([]);
  /** Who asks to come into them. */
  knocks = $state.raw<KnockAt[]>([]);
  /** Who wants to talk in private. */
  wishes = $state.raw<PrivateWish[]>([]);
  /** The Invite panel's content, as last told; null until asked for. */
  invitation = $state.raw<Invitation | null>(null);
  /** The rooms nearby; null until told for the first time. */
  nearby = $state.raw<Nearby | null>(null);
  /** The person closes the window while others are in a hosted room. */
  closing = $state.raw<Closing | null>(null);
  /** The others are told up to where one has read; null until told. */
  receipts = $state<boolean | null>(null);
  /** How one shows oneself; null until told. */
  profile = $state.raw<Profile | null>(null);
  /** False while the program itself does not answer (it was stopped, or is starting). */
  up = $state(false);

  private first = true;
  private readonly redial = new Redial(() => this.line.dial());
  private readonly line = new Line<HomeAsks, HomeEvents>('/home', {
    near: true,
    auth: () => ({ secret: secret() }),
    up: () => {
      this.redial.reached();
      this.up = true;
      this.view();
    },
    down: () => {
      this.up = false;
      this.redial.later();
    },
    refused: () => {
      this.up = false;
      this.redial.later();
    },
    on: {
      home: (home) => {
        this.me = home.me;
        this.rooms = home.rooms.map(named);
        this.knocks = home.knocks;
        joins.hear(home.joins);
        page.speak(home.me.language, home.me.system_language);
        page.paint(home.me.theme);
        page.size(home.me.text_size);
        // Only the first time: afterwards the person has chosen what is on screen.
        if (this.first && home.open !== null) page.show(home.open);
        if (home.waiting) page.dialog = { kind: 'join', text: home.waiting.text };
        this.first = false;
      },
      rooms: (rooms) => {
        this.rooms = rooms.map(named);
        if (page.room !== null && !rooms.some((card) => card.id === page.room)) page.show(null);
      },
      invitation: (invitation) => {
        this.invitation = invitation;
      },
      join: ({ text }) => {
        page.dialog = { kind: 'join', text };
      },
      show: ({ room, number }) => {
        page.show(room);
        if (number) page.wanted = { room, number };
      },
      notices: (chosen) => {
        notices.chosen = chosen;
      },
      receipts: ({ on }) => {
        this.receipts = on;
      },
      profile: (profile) => {
        this.profile = readProfile(profile);
      },
      notice: (notice) => notices.hear(notice),
      nearby: (nearby) => {
        this.nearby = nearby;
      },
      opened: ({ room }) => {
        const name = this.card(room)?.name;
        if (name) toast.show(t('nearby.opened', { room: name }));
      },
      closing: (closing) => {
        this.closing = closing;
      },
      knocks: (knocks) => {
        this.knocks = knocks;
      },
      private_wishes: (wishes) => {
        this.wishes = wishes;
      },
      blocked: (list) => blocked.hear(list),
      joins: (waits) => joins.hear(waits),
      exported: (told) => saving.hear(told),
      join_ended: (ended) => joins.end(ended),
      code: (code) => codes.hear(code, this.card(code.room)?.name ?? ''),
    },
  });

  start(): void {
    this.redial.start();
  }

  card(room: string | null): Card | undefined {
    return this.rooms.find((card) => card.id === room);
  }

  async ask<K extends keyof HomeAsks & string>(
    name: K,
    data: HomeAsks[K]['ask'],
  ): Promise<Answer<HomeAsks[K]['answer']>> {
    const answer = await this.line.ask(name, data);
    if (answer.ok && name === 'code') codes.hear(answer as unknown as RoomCode, '');
    if (answer.ok && name === 'notices') notices.chosen = answer as unknown as Notices;
    if (answer.ok && name === 'invite') this.invitation = answer as unknown as Invitation;
    return answer;
  }

  /**
   * Tells the program what is on screen; it decides unread and the window's title by it. Nothing
   * before the first `home`, which says what that is: a page that has only just been loaded would
   * say "no room", and the program would forget which room was shown last.
   */
  view(): void {
    if (!this.up || this.me === null) return;
    void this.line.ask('view', { room: page.room, focused: page.focused });
  }

  /** The answer to `closing`. */
  async close(keep: boolean): Promise<void> {
    this.closing = null;
    await this.line.ask('close', { keep });
  }
}

let kept = '';

/** The secret of this launch, from the address's fragment; in memory only, never stored. */
export function secret(): string {
  kept ||= fragment().get('secret') ?? '';
  return kept;
}

export const home = new HomeState();
