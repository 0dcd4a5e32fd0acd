/**
 * What is said about messages: entries that point at one, and how it stands after them. Pure, so
 * that what came with an old page and what comes now lead to the same.
 */
import { readMentions } from '../mentions/read';
import type { About, Entry, Mention, Reaction } from '../wire';

export type Remark =
  | { kind: 'amended'; target: number; text: string; mentions: Mention[] }
  | { kind: 'withdrawn'; target: number }
  | { kind: 'reacted'; target: number; emoji: string; on: boolean; by: string; name: string }
  | { kind: 'pinned' | 'unpinned'; target: number };

/** As many of those who reacted are named. */
export const NAMED = 20;

/** Reads an entry as a remark; null if it is none, or not of its form. */
export function readRemark(entry: Entry): Remark | null {
  const body = (entry.body ?? {}) as Record<string, unknown>;
  const target = body.target;
  if (typeof target !== 'number') return null;
  switch (entry.kind) {
    case 'amended':
      if (typeof body.text !== 'string') return null;
      return { kind: entry.kind, target, text: body.text, mentions: readMentions(body.mentions) };
    case 'reacted':
      if (typeof body.emoji !== 'string') return null;
      return {
        kind: entry.kind,
        target,
        emoji: body.emoji,
        on: body.on === true,
        by: entry.author,
        name: entry.name,
      };
    case 'withdrawn':
    case 'pinned':
    case 'unpinned':
      return { kind: entry.kind, target };
    default:
      return null;
  }
}

/** How a message stands after one more remark; null: there is nothing to tell of it. */
export function afterRemark(about: About | undefined, remark: Remark, me: string): About | null {
  const before: About = about ?? { number: remark.target };
  switch (remark.kind) {
    case 'amended':
      return {
        ...before,
        text: remark.text,
        mentions: remark.mentions,
        edits: (before.edits ?? 0) + 1,
      };
    case 'withdrawn':
      return null;
    case 'pinned':
      return { ...before, pinned: true };
    case 'unpinned':
      return { ...before, pinned: false };
    case 'reacted':
      return { ...before, reactions: reacted(before.reactions ?? [], remark, remark.by === me) };
  }
}

function reacted(
  reactions: readonly Reaction[],
  remark: { emoji: string; on: boolean; name: string },
  mine: boolean,
): Reaction[] {
  const known = reactions.find((reaction) => reaction.emoji === remark.emoji);
  if (!known) {
    if (!remark.on) return [...reactions];
    return [...reactions, { emoji: remark.emoji, count: 1, mine, names: [remark.name] }];
  }
  const names = known.names.filter((name) => name !== remark.name);
  if (remark.on && names.length < NAMED) names.push(remark.name);
  const changed: Reaction = {
    emoji: known.emoji,
    count: known.count + (remark.on ? 1 : -1),
    mine: mine ? remark.on : known.mine,
    names,
  };
  return reactions.flatMap((one) => (one !== known ? one : changed.count > 0 ? changed : []));
}
