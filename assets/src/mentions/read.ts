/** Reads who is meant, and what was handed on, from a body that may hold anything. */
import type { Forwarded, Mention } from '../wire';

/** What stands there and is of its form. */
export function readMentions(told: unknown): Mention[] {
  return Array.isArray(told) ? told.filter(isMention) : [];
}

export function readForwarded(told: unknown): Forwarded | undefined {
  const { name, at } = (told ?? {}) as Record<string, unknown>;
  return typeof name === 'string' && name && typeof at === 'number' ? { name, at } : undefined;
}

function isMention(one: unknown): one is Mention {
  const { member, name } = (one ?? {}) as Record<string, unknown>;
  return typeof member === 'string' && typeof name === 'string' && name !== '';
}
