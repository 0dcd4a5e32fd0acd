/** What is likely in the way of those who do not get through, and what to do about it. Pure. */
import type { System } from '../home/troubles';
import type { Key } from '../i18n/words';
import type { Reach } from '../wire';

export type Cause = NonNullable<Reach['failed']>['cause'];

export interface Hint {
  cause: Key;
  deed: Key;
  /** the deed is a line to type */
  command: boolean;
}

const firewall: Record<System, Key> = {
  windows: 'reach.firewall_windows',
  macos: 'reach.firewall_macos',
  linux: 'reach.firewall_linux',
};

export function hintOf(cause: Cause, system: System): Hint {
  switch (cause) {
    case 'firewall':
      return { cause: 'reach.firewall', deed: firewall[system], command: system === 'linux' };
    case 'public_network':
      return { cause: 'reach.public', deed: 'reach.public_do', command: false };
    case 'other_subnet':
      return { cause: 'reach.subnet', deed: 'reach.subnet_do', command: false };
    case 'isolation':
      return { cause: 'reach.isolation', deed: 'reach.isolation_do', command: false };
  }
}
