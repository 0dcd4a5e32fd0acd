/** The list below an `@` that is being typed: who fits, who is marked, and what a press on one does. */
import { endSyllable, insert } from '../compose/insert';
import { isPlain, listKey } from '../compose/listkeys';
import { readProfile } from '../profile/profile';
import type { Member, Mention, Profile } from '../wire';
import { ALL, ALL_NAMES, mayBegin } from './called';
import { fit } from './fits';

/** Somebody who can be called. */
export interface Callee extends Profile {
  member: string;
  name: string;
  online: boolean;
}
interface Typed {
  at: number;
  query: string;
}
/** As many are offered. */
const SHOWN = 8;

export class Calling {
  private typed = $state.raw<Typed | null>(null);
  private place = $state(0);
  /** Also those who come in while the list is there. */
  readonly callees = $derived(this.typed ? this.fitting(this.typed.query) : []);
  readonly marked = $derived(Math.max(0, Math.min(this.place, this.callees.length - 1)));
  readonly open = $derived(this.callees.length > 0);
  /** Where the `@` stands that was put off with Escape. */
  private dismissed = -1;

  constructor(
    private readonly ends: {
      /** everybody but oneself, in the order of names */
      members: () => readonly Member[];
      /** whether one may call everybody */
      everybody: () => boolean;
      /** the name of everybody in the reader's language */
      all: () => string;
      chosen: (mention: Mention) => void;
    },
  ) {}

  /** The text or the place in it has changed. */
  look(field: HTMLTextAreaElement): void {
    const typed = typedAt(field);
    if (!typed || typed.at === this.dismissed) {
      if (!typed) this.dismissed = -1;
      this.close();
      return;
    }
    if (typed.at === this.typed?.at && typed.query === this.typed.query) return;
    const before = this.callees[this.marked]?.member;
    this.typed = typed;
    this.place = this.callees.findIndex((one) => one.member === before);
  }

  close(): void {
    this.typed = null;
    this.place = 0;
  }

  mark(place: number): void {
    this.place = place;
  }

  /** True: the key was for the list. */
  key(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    const callee = this.callees[this.marked];
    if (!callee) return false;
    if (event.key === 'Enter' && isPlain(event) && this.callees.length === 1 && callee.name === this.typed?.query) {
      // The whole name is there: nothing is left to choose, and the message is sent.
      this.ends.chosen({ member: callee.member, name: callee.name });
      this.close();
      return false;
    }
    return listKey(event, {
      length: this.callees.length,
      marked: this.marked,
      mark: (place) => this.mark(place),
      take: () => this.choose(callee, field),
      putOff: () => {
        this.dismissed = typedAt(field)?.at ?? -1;
        this.close();
      },
    });
  }

  choose({ member, name }: Callee, field: HTMLTextAreaElement): void {
    endSyllable(field);
    const typed = typedAt(field);
    this.close();
    if (!typed) return;
    this.ends.chosen({ member, name });
    insert(field, `@${name} `, typed.at, typed.at + 1 + typed.query.length);
    this.close();
  }

  private fitting(query: string): Callee[] {
    const found: { callee: Callee; rank: number }[] = [];
    for (const one of this.ends.members()) {
      const { id, name, online } = one;
      const rank = fit(name, query);
      if (rank === null) continue;
      const callee = { member: id, name, online, ...readProfile(one) };
      found.push({ callee, rank: rank + (online ? 0 : 3) });
    }
    found.sort((one, other) => one.rank - other.rank);
    const callees = found.map(({ callee }) => callee);
    const all = ALL_NAMES.some((name) => fit(name, query) === 0);
    const name = this.ends.all();
    if (all && this.ends.everybody()) callees.splice(query ? 0 : SHOWN - 1, 0, { member: ALL, name, online: true });
    return callees.slice(0, SHOWN);
  }
}

/** The `@` before the caret and what stands between them. */
function typedAt(field: HTMLTextAreaElement): Typed | null {
  const { selectionStart: caret, selectionEnd } = field;
  if (caret !== selectionEnd) return null;
  const before = field.value.slice(0, caret);
  const at = before.lastIndexOf('@');
  if (at < 0 || !mayBegin(before.slice(0, at))) return null;
  const query = before.slice(at + 1);
  // A name may hold one space; what begins with one is a sentence.
  if (query.length > 40 || /^\s|\n|\s\S*\s/u.test(query)) return null;
  return { at, query };
}
