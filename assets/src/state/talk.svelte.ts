/** What the person is about to say or change: a reply, other words for a message, or a new one. */
import { getContext, setContext } from 'svelte';

import { spelled } from '../components/emoji';
import { calledIn } from '../mentions/called';
import type { Mention, Refusal } from '../wire';
import type { Room } from './room.svelte';
import type { SaidRow } from './rows';

/** The message that the composer is about; `text` is what it says now. */
export interface About {
  number: number;
  name: string;
  text: string;
  mentions: readonly Mention[];
}

const KEY = 'talk';
/** Always the same, so that words that mean nobody are not laid out anew. */
const NOBODY: readonly Mention[] = [];

export class Talk {
  /** Whom the person has chosen to mean in what is being written. */
  private readonly chosen = new Map<string, Mention>();

  replying = $state.raw<About | null>(null);
  editing = $state.raw<About | null>(null);

  constructor(
    readonly room: Room,
    private readonly ends: {
      /** the composer takes the focus; with a text, what was being written is put by for it */
      write: (text?: string) => void;
      /** what was put by is in the composer again */
      back: () => void;
      failed: (refusal: Refusal) => void;
      /** shows who somebody is */
      show: (id: string, name: string) => void;
    },
  ) {}

  /** The message to show, because its quote was pressed. */
  get wanted(): { number: number } | null {
    return this.room.wanted;
  }
  set wanted(wanted: { number: number } | null) {
    this.room.wanted = wanted;
  }

  /** What a message says now; null for one that is gone. */
  textOf(row: SaidRow): string | null {
    return row.text === null ? null : (this.room.remarks.of(row.number)?.text ?? row.text);
  }

  /** Who is meant by a message as it stands now. */
  mentionsOf(row: SaidRow): readonly Mention[] {
    const about = this.room.remarks.of(row.number);
    return (about?.text === undefined ? row.mentions : about.mentions) ?? NOBODY;
  }

  /** What somebody who is meant is called now. */
  nameOf({ member, name }: Mention): string {
    return this.room.crowd.of(member)?.name ?? name;
  }

  /** Shows who is meant. */
  show({ member, name }: Mention): void {
    this.ends.show(member, name);
  }

  /** Somebody was chosen from the list. */
  call(mention: Mention): void {
    this.chosen.set(mention.member, mention);
  }

  /** Whether one may call everybody. */
  get callsAll(): boolean {
    return this.room.live && this.room.rankOf(this.room.you.id) >= 2;
  }

  reply(row: SaidRow): void {
    // Other words for a message are no answer to one.
    if (this.editing) this.ends.back();
    this.editing = null;
    this.replying = this.about(row);
    this.ends.write();
  }

  /** The answer that was being written, if any, waits meanwhile. */
  edit(row: SaidRow): void {
    const about = this.about(row);
    if (!about) return;
    this.editing = about;
    this.ends.write(about.text);
  }

  /** Other words for the own message said last; false: there is none on screen, or nothing can be
   * changed now. */
  editLast(): boolean {
    if (!this.room.live || !this.room.history.atEnd) return false;
    const last = this.room.rows.findLast(
      (row): row is SaidRow => row.kind === 'said' && row.own && row.text !== null && !row.forwarded,
    );
    if (last) this.edit(last);
    return last !== undefined;
  }

  /** No change, else no reply; true: there was one. */
  cancel(): boolean {
    const was = this.replying !== null || this.editing !== null;
    if (this.editing) this.ends.back();
    else this.replying = null;
    this.editing = null;
    return was;
  }

  /** What a message that the composer is about says now; null for one that is gone. */
  nowOf(about: About): string | null {
    const row = this.room.rows.findLast((one) => one.number === about.number);
    return row?.kind === 'said' ? this.textOf(row) : about.text;
  }

  /** Says `text`, as a reply or a change if that was chosen. */
  async say(text: string): Promise<void> {
    const { editing, replying } = this;
    if (editing) this.editing = null;
    else this.replying = null;
    const chosen = [...(editing?.mentions ?? []), ...this.chosen.values()];
    this.chosen.clear();
    if (text === editing?.text) return;
    const mentions = calledIn(text, this.room.crowd.members, chosen, this.callsAll);
    const words = { text, ...(mentions.length && { mentions }) };
    if (!editing) {
      return this.room.say({ ...words, ...(replying && { reply_to: replying.number }) });
    }
    const refusal = await this.room.amend({ number: editing.number, ...words });
    if (!refusal || refusal.code === 'no_change') return;
    this.ends.failed(refusal);
    // Nothing that somebody has written is lost, unless they write other words already.
    if (this.editing) return;
    this.editing = editing;
    this.ends.write(text);
  }

  async react(number: number, emoji: string): Promise<void> {
    const reactions = this.room.remarks.of(number)?.reactions;
    // Others may have spelled the same emoji in another way.
    const known = reactions?.find((one) => spelled(one.emoji) === spelled(emoji));
    const same = known?.emoji ?? emoji;
    await this.done(this.room.act('react', { number, emoji: same, on: !known?.mine }));
  }

  async erase(number: number): Promise<void> {
    await this.done(this.room.act('withdraw', { number }));
  }

  async pin(number: number, on: boolean): Promise<void> {
    await this.done(this.room.act(on ? 'pin' : 'unpin', { number }));
  }

  private async done(asked: Promise<Refusal | null>): Promise<void> {
    const refusal = await asked;
    // Somebody was faster, or a second press: it is as was wished.
    if (refusal && refusal.code !== 'no_change') this.ends.failed(refusal);
  }

  private about(row: SaidRow): About | null {
    const text = this.textOf(row);
    const mentions = this.mentionsOf(row);
    return text === null ? null : { number: row.number, name: row.name, text, mentions };
  }
}

export function shareTalk(talk: Talk): void {
  setContext(KEY, talk);
}
export function talkHere(): Talk {
  return getContext<Talk>(KEY);
}
