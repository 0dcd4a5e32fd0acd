/** Those who ask to come in: which sentences say who they are. Pure. */
import type { Key } from '../i18n/words';
import type { Knock, KnockAt } from '../wire';

/** A sentence's key, and what goes into its places. */
export type Line = [Key, Record<string, string>?];

/** Whether they were here before, as far as the key tells. */
export function knownAs(knock: Knock): Line {
  if (knock.removed) return ['knock.removed'];
  if (!knock.known) return ['knock.new'];
  const other = knock.was && knock.was !== knock.name;
  return other ? ['knock.known_as', { name: knock.was ?? '' }] : ['knock.known'];
}

/** How one who knocks has come to this computer, where that says more than the address. */
const networks: Partial<Record<NonNullable<KnockAt['network']>, Key>> = {
  wifi: 'network.wifi',
  ethernet: 'network.ethernet',
  vpn: 'network.vpn',
  here: 'knock.by_here',
  elsewhere: 'knock.by_elsewhere',
};

export function networkOf(knock: Knock & Partial<KnockAt>): Key | null {
  return (knock.network && networks[knock.network]) ?? null;
}

/** The sentence about all who wait; `room`: the name of the one that a single one waits at, where
 * that is not on screen. Null: they are to be counted. */
export function whoKnocks(knocks: readonly Knock[], room?: string): Line | null {
  const [one] = knocks;
  if (!one || knocks.length > 1) return null;
  if (room === undefined) return ['knock.one', { name: one.name }];
  return ['knock.one_at', { name: one.name, room }];
}
