/**
 * Who is in the room and who is there now: the list in the welcome, then every fact and signal
 * after it. Values in, values out; `state/room.svelte.ts` tells when to look again.
 */
import type { Bodies, Entry, Known, Member, Signal } from '../wire';
import { readProfile } from '../profile/profile';
import { known } from './known';

export class People {
  private readonly members = new Map<string, Member>();

  begin(members: readonly Member[]): void {
    this.members.clear();
    this.add(members);
  }

  add(members: readonly Member[]): void {
    for (const member of members) {
      // Presence that a signal told is newer than a page of the list asked for before.
      if (!this.members.has(member.id)) this.members.set(member.id, { ...member });
    }
  }

  get size(): number {
    return this.members.size;
  }

  name(id: string): string | undefined {
    return this.members.get(id)?.name;
  }

  /** True if somebody came, went for good, or is another now: in name, looks, role, or muted. */
  fold(entry: Entry): boolean {
    // No line in the timeline: people would be flooded.
    if (entry.kind === 'profiled') return this.profiled(entry);
    const fact = known(entry);
    const member = this.members.get(entry.author);
    if (fact?.kind === 'joined') {
      const role = fact.body.key === undefined ? 'guest' : 'member';
      const { author: id, name, number: joined } = entry;
      const key = fact.body.key === undefined ? {} : { key: fact.body.key };
      const came = this.cameBy(fact.body);
      this.members.set(id, { role, ...member, ...key, ...came, id, name, joined, online: true });
    } else if (fact?.kind === 'left') {
      return this.members.delete(entry.author);
    } else if (fact?.kind === 'renamed' && member) {
      this.members.set(entry.author, { ...member, name: fact.body.name });
    } else {
      return fact !== null && this.done(fact);
    }
    return true;
  }

  /** The entry says all that is chosen from now on. */
  private profiled({ author, body }: Entry): boolean {
    const member = this.members.get(author);
    if (!member) return false;
    const { status: _status, colour: _colour, picture: _picture, ...bare } = member;
    this.members.set(author, { ...bare, ...readProfile(body) });
    return true;
  }

  /** What was done to a member by the host or a moderator. */
  private done(fact: Known): boolean {
    if (fact.kind !== 'role_changed' && fact.kind !== 'muted' && fact.kind !== 'unmuted') return false;
    const member = this.members.get(fact.body.member);
    if (!member) return false;
    if (fact.kind === 'role_changed') {
      const plain = member.key === undefined ? 'guest' : 'member';
      const role = fact.body.role === 'moderator' ? 'moderator' : plain;
      this.members.set(member.id, { ...member, role });
    } else {
      this.members.set(member.id, { ...member, muted: fact.kind === 'muted' });
    }
    return true;
  }

  /** How somebody came in who joins now; who saw to it, if their name is known. */
  private cameBy({ way, by }: Bodies['joined']): Pick<Member, 'way' | 'by'> {
    const name = by === undefined ? undefined : this.name(by);
    return {
      ...(way !== undefined && { way }),
      ...(by !== undefined && name !== undefined && { by: { id: by, name } }),
    };
  }

  /** True if presence changed. */
  hear(signal: Signal): boolean {
    if (signal.kind !== 'online' && signal.kind !== 'offline') return false;
    const online = signal.kind === 'online';
    const member = this.members.get(signal.member);
    // Who was muted, went for good and came again is listed anew.
    const muted = signal.kind === 'online' && signal.muted === true ? { muted: true } : {};
    if (member?.online === online && (member.muted || !('muted' in muted))) return false;
    if (member) {
      this.members.set(member.id, { ...member, ...muted, online });
    } else if (signal.kind === 'online' && signal.name !== undefined) {
      const { member: id, name } = signal;
      this.members.set(id, { id, name, ...muted, ...readProfile(signal), online });
    } else {
      return false;
    }
    return true;
  }

  /** Everyone in the order of names, as the language sorts them. */
  list(language: string): Member[] {
    const collator = new Intl.Collator(language, { numeric: true });
    return [...this.members.values()].sort((one, other) => collator.compare(one.name, other.name));
  }
}
