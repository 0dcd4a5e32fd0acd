import { describe, expect, it } from 'vitest';

import { hintOf } from './reach';

describe('what helps those who do not get through', () => {
  it('names the firewall of this system', () => {
    expect(hintOf('firewall', 'linux')).toEqual({
      cause: 'reach.firewall',
      deed: 'reach.firewall_linux',
      command: true,
    });
    expect(hintOf('firewall', 'windows').command).toBe(false);
    expect(hintOf('firewall', 'macos').deed).toBe('reach.firewall_macos');
  });
  it('is one thing to do for each cause', () => {
    const causes = ['firewall', 'public_network', 'other_subnet', 'isolation'] as const;
    const deeds = causes.map((cause) => hintOf(cause, 'windows').deed);
    expect(new Set(deeds).size).toBe(4);
  });
});
