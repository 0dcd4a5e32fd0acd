/**
 * The rows in sight stay where they are, whatever happens above them. History goes in at the top,
 * which the list can be told. Who is blocked, or no longer, takes rows out of its middle or puts them
 * back; the list knows rows by their index alone and measures the wrong ones then, so the first row
 * in sight that is still there is put back to its place.
 */
import { tick, untrack } from 'svelte';

import { blocked } from '../state/blocked.svelte';
import { firstKey, placeOfCover, placeOfKey } from '../state/covered';
import type { Room } from '../state/room.svelte';

interface Ends {
  scroller: () => HTMLElement | undefined;
  /** puts the row at this index so far (px) below the upper edge */
  put: (index: number, below: number) => void;
}

export class Steady {
  private first: string | undefined;
  /** Rows came in above; told to the list, which keeps those in sight where they are. */
  readonly shift = $derived.by(() => {
    const key = firstKey(this.room.all[0]);
    const above = this.first !== undefined && key !== this.first;
    this.first = key;
    return above;
  });

  /** For a component, while it is set up. */
  constructor(
    private readonly room: Room,
    private readonly ends: Ends,
  ) {
    // The rows are others already, and the document is still as it was.
    $effect.pre(() => {
      void blocked.ids;
      untrack(() => this.hold());
    });
  }

  /** The rows are other ones. */
  begin(): void {
    this.first = undefined;
  }

  private hold(): void {
    const scroller = this.ends.scroller();
    if (!scroller) return;
    const { all } = this.room;
    const { top, bottom } = scroller.getBoundingClientRect();
    const seen = [...scroller.querySelectorAll<HTMLElement>('[data-key]')]
      // the list's own element, which begins above the row where that keeps its distance
      .map((row) => ({ key: row.dataset.key ?? '', at: (row.parentElement ?? row).getBoundingClientRect() }))
      .filter(({ at }) => at.bottom > top && at.top < bottom);
    const stays = seen.find(({ key }) => placeOfKey(all, key) >= 0);
    const [row] = stays ? [stays] : seen;
    if (!row) return;
    const below = row.at.top - top;
    void tick().then(() => {
      if (stays) this.ends.put(placeOfKey(all, row.key), below);
      // All that was in sight is covered now, or the line that covered it is gone.
      else this.ends.put(placeOfCover(all, row.key), Math.max(0, below));
    });
  }
}
