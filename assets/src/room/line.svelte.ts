/** The unread line of a timeline: between which rows it stands, and whether that is on screen. */
import type { Listed } from '../state/covered';
import type { Room } from '../state/room.svelte';

export class UnreadLine {
  /** It is further up than what is on screen, and was not seen yet. */
  above = $state(false);
  /**
   * What came behind the person's back began above the screen: the end alone is not all of it, so
   * nothing counts as read until they scroll, go to the line or say so.
   */
  held = false;

  constructor(private readonly room: Room) {}

  /** The row below it, the first message of somebody else that is not read, nor covered; -1: it is
   * not drawn, as it is not above the oldest row here, since what is unread may begin further up. */
  readonly index = $derived.by(() => {
    const line = this.room.reading.lineBefore;
    const oldest = this.room.all[0];
    if (line === null || !oldest || oldest.number > line) return -1;
    return this.room.all.findIndex((row) => unread(row, line));
  });

  /** Rows `from` to `to` are on screen. */
  look(from: number, to: number): void {
    const { reading } = this.room;
    if (reading.lineBefore === null || reading.lineSeen) {
      this.above = this.held = false;
      return;
    }
    const at = this.index;
    if (at < 0 && this.nothing(reading.lineBefore)) {
      this.above = this.held = false;
      return;
    }
    const above = at < from;
    this.above = above;
    if (above) return;
    this.held = false;
    if (reading.looking && at <= to) reading.lineSeen = true;
  }

  /** What is not read is all here, and none of it is a message of others that is to be seen. */
  private nothing(line: number): boolean {
    const oldest = this.room.all[0];
    return oldest !== undefined && oldest.number <= line && this.room.history.atEnd;
  }

  /** The person goes to it. */
  reached(): void {
    this.room.reading.lineSeen = true;
    this.held = this.above = false;
  }
}

function unread(row: Listed, line: number): boolean {
  return row.kind === 'said' && !row.own && row.number >= line;
}
