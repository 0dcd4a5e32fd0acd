/**
 * The way from a browser into the program: a link without a secret, since the one in the page's
 * address is for browsers only and the page itself came unencrypted. So it leads into rooms that
 * anyone may enter or ask to; into a room for the invited another invitation is needed.
 */
import type { Admission } from '../wire';

export type WayIn = { link: string } | 'other_invitation' | null;

interface Program {
  key?: unknown;
  port?: unknown;
}

/** How the program comes to the host that this page is from; null where it cannot, or nobody says. */
export async function askForProgram(): Promise<Program | null> {
  try {
    const response = await fetch('/door/program');
    const told: unknown = response.ok ? await response.json() : null;
    return typeof told === 'object' ? told : null;
  } catch {
    return null;
  }
}

/** `host`: this page's own, an IPv6 address in brackets. */
export function wayIn(
  room: string,
  host: string,
  program: Program | null,
  admission: Admission | undefined,
): WayIn {
  if (!room || typeof program?.key !== 'string' || typeof program.port !== 'number') return null;
  if (admission === 'invited') return 'other_invitation';
  if (admission !== 'open' && admission !== 'ask') return null;
  const fields = { room, key: program.key, at: `${host}:${program.port}` };
  const spelled = Object.entries(fields).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`);
  return { link: `sarangbang://join?v=1${spelled.join('')}` };
}
