/** What scrolls can be scrolled by the keyboard, too, though nothing in it takes the focus. */

const TAKES_FOCUS = 'a[href], button, input, select, textarea, summary, [tabindex]';

/** For `{@attach …}`: Tab stops at the element while it scrolls and holds nothing to stop at. */
export function reachable(element: HTMLElement): () => void {
  const look = (): void => {
    const scrolls = element.scrollHeight > element.clientHeight;
    if (scrolls && !element.querySelector(TAKES_FOCUS)) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  };
  look();
  const sizes = new ResizeObserver(look);
  sizes.observe(element);
  const contents = new MutationObserver(look);
  contents.observe(element, { childList: true, subtree: true });
  return () => {
    sizes.disconnect();
    contents.disconnect();
  };
}
