/** The unread line of a timeline: between which rows it stands, and whether that is on screen. */
import { lastNumber, type Listed } from '../state/covered';
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

  /** The line stands before the first row that is not read, nor covered; it is not drawn above the
   * oldest row here, since what is unread may begin further up. */
  before(index: number): boolean {
    const line = this.room.reading.lineBefore;
    const row = this.room.all[index];
    if (line === null || !row || !unread(row, line)) return false;
    let top = index;
    while (covers(this.room.all[top - 1], line)) top--;
    const over = this.room.all[top - 1];
    return over ? over.number < line && over.number !== 0 : (this.room.all[top]?.number ?? 0) <= line;
  }

  /** The row below it; -1: it is not drawn. */
  get index(): number {
    const line = this.room.reading.lineBefore;
    const at = line === null ? -1 : this.room.all.findIndex((row) => unread(row, line));
    return at >= 0 && this.before(at) ? at : -1;
  }

  /** Rows `from` to `to` are on screen. */
  look(from: number, to: number): void {
    const { reading } = this.room;
    if (reading.lineBefore === null || reading.lineSeen) {
      this.above = this.held = false;
      return;
    }
    const at = this.index;
    if (at < 0 && this.onlyCovered(reading.lineBefore)) {
      this.above = this.held = false;
      return;
    }
    const above = at < from;
    this.above = above;
    if (above) return;
    this.held = false;
    if (reading.looking && at <= to) reading.lineSeen = true;
  }

  /** What is not read is all here, and none of it is to be seen. */
  private onlyCovered(line: number): boolean {
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
  return row.kind !== 'covered' && row.number >= line;
}

/** Whether the row lies below the line, and hides what it covers. */
function covers(row: Listed | undefined, line: number): boolean {
  return row?.kind === 'covered' && lastNumber(row) >= line;
}
