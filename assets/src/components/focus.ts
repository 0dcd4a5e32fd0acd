/** Where the focus goes when what had it is gone. */

/** Nothing on the page has the focus. */
export function nowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** Gives `element` the focus for a key. An engine that takes the person for somebody with a mouse,
 * because the last thing pressed without Alt was one, shows no ring by itself. */
export function ring(element: HTMLElement): void {
  element.dataset.ring = '';
  element.addEventListener('blur', () => delete element.dataset.ring, { once: true });
  element.focus({ preventScroll: true });
}

/** For `{@attach …}` at a list in a dialog, with a button in each row that takes the row away: the
 * next row's button has the focus then, or the dialog's heading once there are no rows. */
export function passesOn(list: HTMLElement): () => void {
  const heading = list.closest('dialog')?.querySelector<HTMLElement>('h2');
  let last: Element | null = null;
  let at = -1;
  const buttons = (): HTMLButtonElement[] => [...list.querySelectorAll('button')];
  const enter = ({ target }: FocusEvent): void => {
    last = target instanceof Element ? target : null;
    at = buttons().findIndex((button) => button === last);
  };
  const look = (): void => {
    if (at < 0 || last?.isConnected || !nowhere()) return;
    const left = list.isConnected ? buttons() : [];
    const next = left[Math.min(at, left.length - 1)] ?? heading;
    if (next === heading) heading?.setAttribute('tabindex', '-1');
    next?.focus();
  };
  list.addEventListener('focusin', enter);
  const rows = new MutationObserver(look);
  rows.observe(list, { childList: true });
  return () => {
    list.removeEventListener('focusin', enter);
    rows.disconnect();
    // The list goes with its last row.
    queueMicrotask(look);
  };
}
