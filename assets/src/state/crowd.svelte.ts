/** Who is in the room, who is there now and who is writing, as the components see it. */
import type { Answer, Entry, Member, RoomAsks, Signal, Welcome } from '../wire';
import { known } from './known';
import { People } from './people';

/** Milliseconds for which a member counts as writing after one signal; signals come every 3 s. */
export const TYPING = 5000;
/** Milliseconds after a message in which a signal is still about that message. */
export const SPOKEN = 1500;

type AskMembers = (
  asked: RoomAsks['members']['ask'],
) => Promise<Answer<RoomAsks['members']['answer']>>;

export class Crowd {
  /** In the order of names. */
  members = $state.raw<Member[]>([]);
  total = $state(0);
  /** The ids of those who are writing. */
  typing = $state.raw<string[]>([]);
  readonly online = $derived(this.members.filter((member) => member.online).length);

  private readonly byId = $derived(new Map(this.members.map((member) => [member.id, member])));
  private readonly people = new People();
  private readonly writing = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly spoke = new Map<string, number>();
  private language = 'en';
  private listed = false;
  private me = '';
  /** Facts up to this entry are in the welcome's list already. */
  private counted = 0;

  constructor(private readonly ask: AskMembers) {}

  begin(welcome: Welcome): void {
    this.me = welcome.you.id;
    this.counted = welcome.last;
    this.listed = false;
    this.people.begin(welcome.members);
    this.total = welcome.members_total;
    this.show();
  }

  stop(): void {
    for (const timer of this.writing.values()) clearTimeout(timer);
  }

  /** The member of this id, as it is now. */
  of(id: string): Member | undefined {
    return this.byId.get(id);
  }

  /** Names are sorted as this language does. */
  speak(language: string): void {
    if (language === this.language) return;
    this.language = language;
    this.show();
  }

  /** The members beyond those in the welcome, once somebody wants to see them. */
  async list(): Promise<void> {
    if (this.listed || this.people.size >= this.total) return;
    this.listed = true;
    for (let after = ''; ; ) {
      const answer = await this.ask({ after, limit: 200 });
      if (!answer.ok) break;
      this.people.add(answer.members);
      this.show();
      const last = answer.members.at(-1);
      if (!answer.more || !last) break;
      after = last.id;
    }
  }

  fold(entries: readonly Entry[]): void {
    let changed = false;
    for (const entry of entries) {
      if (entry.number <= this.counted) continue;
      const before = this.people.size;
      if (this.people.fold(entry)) changed = true;
      this.total += this.people.size - before;
      if (known(entry)?.kind !== 'said' && entry.kind !== 'amended') continue;
      this.spoke.set(entry.author, Date.now());
      this.quiet(entry.author);
    }
    if (changed) this.show();
  }

  hear(signals: readonly Signal[]): void {
    let changed = false;
    for (const signal of signals) {
      if (signal.kind === 'typing') this.writes(signal.member);
      else if (signal.kind !== 'read') changed = this.people.hear(signal) || changed;
      if (signal.kind === 'offline') this.quiet(signal.member);
    }
    if (changed) this.show();
  }

  private writes(member: string): void {
    // Signals may come after the message they were about.
    const since = Date.now() - (this.spoke.get(member) ?? 0);
    if (member === this.me || since < SPOKEN) return;
    clearTimeout(this.writing.get(member));
    this.writing.set(member, setTimeout(() => this.quiet(member), TYPING));
    this.typing = [...this.writing.keys()];
  }

  private quiet(member: string): void {
    if (!this.writing.has(member)) return;
    clearTimeout(this.writing.get(member));
    this.writing.delete(member);
    this.typing = [...this.writing.keys()];
  }

  private show(): void {
    this.members = this.people.list(this.language);
    this.total = Math.max(this.total, this.members.length);
  }
}
