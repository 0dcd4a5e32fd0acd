/**
 * How far the person has read: the unread line, and the number on the button that leads to what is
 * new. Nothing here moves the timeline.
 */
import type { Welcome } from '../wire';
import type { Row, SaidRow } from './rows';

type Told = Pick<Welcome, 'first' | 'last'> & { read?: number | undefined };

export class Reading {
  /** Up to this entry everything was read. */
  to = $state(0);
  /** The unread line stands before the first row from this entry on; null: nowhere. */
  lineBefore = $state<number | null>(null);
  /** The line was in sight since it stands where it stands. */
  lineSeen = $state(false);
  /** Messages of others that came below while the person read further up. */
  below = $state(0);
  /** Messages of others since the person last looked; for the guest page's title. */
  unseen = $state(0);

  /** Told by the timeline: the newest message is in sight. */
  atEnd = true;
  /** Told by the view: the page is in front and has the focus. */
  looking = true;

  /** `tell` hears the newest entry that was seen; what is not `heard` is neither counted nor
   * spoken. */
  constructor(
    private readonly tell: (number: number) => void,
    private readonly heard: (row: SaidRow) => boolean = () => true,
  ) {}

  /** The log begins anew; `again`: the person was in this room before. */
  begin(welcome: Told, again: boolean): void {
    const told = welcome.read ?? (again ? 0 : welcome.last);
    this.to = Math.min(welcome.last, Math.max(this.to, told));
    this.below = 0;
    // Who has read nothing yet has just come in: to them all is new, and no line has to say so.
    const begun = this.to >= welcome.first;
    this.drawLine(begun && this.to < welcome.last ? this.to + 1 : null);
  }

  /** New rows have come at the end; those that are messages of others. */
  count(rows: readonly Row[]): SaidRow[] {
    const others = rows.filter(
      (row): row is SaidRow =>
        row.kind === 'said' && !row.own && row.number > this.to && this.heard(row),
    );
    const start = others[0];
    if (!start) return others;
    if (!this.looking) this.unseen += others.length;
    if (this.atEnd && this.looking) return others;
    // A line that stands above what was read since marks nothing any more: it moves down.
    if (this.lineBefore === null || this.lineBefore <= this.to) this.drawLine(start.number);
    if (!this.atEnd) this.below += others.length;
    return others;
  }

  /** Everything up to this entry was in sight. */
  see(number: number): void {
    if (!this.looking) return;
    this.unseen = 0;
    if (number <= this.to) return;
    this.to = number;
    this.tell(number);
  }

  /** Who writes has read, and so has who says so. */
  done(): void {
    this.drawLine(null);
    this.below = 0;
  }

  private drawLine(before: number | null): void {
    this.lineBefore = before;
    this.lineSeen = false;
  }
}
