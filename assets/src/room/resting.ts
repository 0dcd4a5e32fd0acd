/**
 * Inside a message nothing is a stop for Tab, unless one stands at that message: who goes from the
 * header to where one writes does not pass through every name and link of the timeline.
 */

const STOPS = 'a[href], button, summary, [tabindex="0"]';

/** For `{@attach …}`: all in the element is passed over by Tab while `current` is false. */
export function restsUnless(current: boolean): (element: HTMLElement) => (() => void) | undefined {
  return (element) => {
    if (current) return;
    const before = new Map<HTMLElement, string | null>();
    const rest = (): void => {
      // What is gone from a message that stays on screen for hours is not kept.
      for (const stop of before.keys()) if (!stop.isConnected) before.delete(stop);
      for (const stop of element.querySelectorAll<HTMLElement>(STOPS)) {
        if (stop.tabIndex < 0) continue;
        before.set(stop, stop.getAttribute('tabindex'));
        stop.tabIndex = -1;
      }
    };
    rest();
    // Actions, reactions and who has read come and go.
    const observer = new MutationObserver(rest);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
      for (const [stop, was] of before) {
        if (was === null) stop.removeAttribute('tabindex');
        else stop.setAttribute('tabindex', was);
      }
    };
  };
}
