/** Brings a row of a long list into sight, also on a machine that takes its time. */

/** The list measures the rows around a place before it stands there (ms). */
const PLACING = 250;
/** So often at most, where that was not enough. */
const TRIES = 8;

export interface Place {
  align: 'start' | 'center';
  /** px below that */
  offset: number;
}
interface Sight {
  list: {
    scrollToIndex: (index: number, place: Place) => void;
    getItemOffset: (index: number) => number;
    getItemSize: (index: number) => number;
  };
  scroller: { scrollTop: number; clientHeight: number };
}

/**
 * Until row `index` is in sight. The list passes over what it is asked before it has measured
 * itself, which takes a frame, and many where the computer is busy: then it is asked again.
 * `sight` gives nothing once it is not wanted any more.
 */
export async function bring(sight: () => Sight | undefined, index: number, place: Place): Promise<void> {
  for (let tries = 0; tries < TRIES && sight(); tries++) {
    requestAnimationFrame(() => sight()?.list.scrollToIndex(index, place));
    await new Promise((on) => setTimeout(on, PLACING));
    const now = sight();
    if (!now) return;
    const top = now.list.getItemOffset(index) - now.scroller.scrollTop;
    if (top + now.list.getItemSize(index) > 0 && top < now.scroller.clientHeight) return;
  }
}
