/**
 * A second thing that a button does: by the other mouse button, the menu key, or a finger that stays
 * on it. Engines that tell of no such finger by themselves are watched with a clock.
 */

/** Milliseconds that a finger stays. */
const LONG = 500;

/** An attachment: `act` is called instead of what a press does. */
export function held(act: () => void): (element: HTMLElement) => () => void {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    /** It is a finger that presses, and it has stayed. */
    let [touches, stayed] = [false, false];
    const stay = (): void => {
      clearTimeout(timer);
      if (!stayed) act();
      stayed = touches;
    };
    const on: { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void } = {
      pointerdown(event) {
        [touches, stayed] = [event.pointerType === 'touch', false];
        clearTimeout(timer);
        if (touches) timer = setTimeout(stay, LONG);
      },
      pointerup: () => clearTimeout(timer),
      pointercancel: () => clearTimeout(timer),
      pointerleave: () => clearTimeout(timer),
      contextmenu(event) {
        event.preventDefault();
        stay();
      },
      // No press follows, neither on the button nor on what has come under the finger.
      touchend(event) {
        if (stayed) event.preventDefault();
      },
    };
    const listeners = Object.entries(on) as [string, EventListener][];
    for (const [name, listener] of listeners) element.addEventListener(name, listener);
    return () => {
      clearTimeout(timer);
      for (const [name, listener] of listeners) element.removeEventListener(name, listener);
    };
  };
}
