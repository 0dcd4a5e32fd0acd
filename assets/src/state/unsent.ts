/**
 * A guest's own messages that are not in the log yet, kept in the browser so that neither a reload
 * nor the end of the tab loses them. Each has a place of its own under its id: two tabs never write
 * over each other, and what both send is stored once.
 */
import { readMentions } from '../mentions/read';
import type { Waiting } from '../wire';
import { parsed, type Shelf } from './kept';

/** A message with its place in the order of writing. */
interface Kept extends Waiting {
  order: number;
}

export class Unsent {
  private order = 0;
  private kept = new Map<string, Waiting>();

  constructor(
    private readonly shelf: Shelf,
    private readonly room: string,
  ) {}

  /** What is kept, in the order in which it was written. */
  read(): Waiting[] {
    const items = this.shelf
      .names(this.place(''))
      .map((name) => asKept(parsed(this.shelf.get(name))))
      .filter((item) => item !== null)
      .sort((one, other) => one.order - other.order);
    this.order = items.at(-1)?.order ?? 0;
    const read = items.map(({ order: _, ...item }) => item);
    this.kept = new Map(read.map((item) => [item.id, item]));
    return read;
  }

  /** These are in hand now: what is new or different is kept, what is gone is dropped. */
  keep(items: readonly Waiting[]): void {
    const before = this.kept;
    this.kept = new Map(items.map((item) => [item.id, item]));
    for (const id of before.keys()) if (!this.kept.has(id)) this.shelf.remove(this.place(id));
    for (const item of items) {
      if (before.get(item.id) === item) continue;
      const place = asKept(parsed(this.shelf.get(this.place(item.id))));
      this.order = Math.max(this.order + 1, Date.now());
      const kept: Kept = { ...item, order: place?.order ?? this.order };
      this.shelf.set(this.place(item.id), JSON.stringify(kept));
    }
  }

  private place(id: string): string {
    return `unsent.${this.room}.${id}`;
  }
}

function asKept(value: unknown): Kept | null {
  const item = value as Partial<Kept> | null;
  if (typeof item?.id !== 'string' || typeof item.text !== 'string') return null;
  const refused = item.state === 'refused';
  const mentions = readMentions(item.mentions);
  return {
    id: item.id,
    text: item.text,
    ...(typeof item.reply_to === 'number' && { reply_to: item.reply_to }),
    ...(mentions.length && { mentions }),
    at: Number(item.at) || 0,
    state: refused ? 'refused' : 'waiting',
    ...(refused && item.error ? { error: item.error } : {}),
    order: Number(item.order) || 0,
  };
}
