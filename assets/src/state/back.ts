/**
 * What lies over the guest page closes when the person goes back, as on a phone everything does.
 * While something is open the page stands one step further in the browser's history; one step for
 * all, taken and taken back only when a change is over, since going back takes a moment.
 */

/** What is open, the topmost last. */
const open: (() => void)[] = [];
/** The page stands on its own further step; it does so also after a reload. */
let stepped = false;
/** The next going back is this module's own. */
let returning = false;
let pending: ReturnType<typeof setTimeout> | undefined;

function settle(): void {
  pending = undefined;
  if (returning) return;
  if (open.length > 0 && !stepped) {
    stepped = true;
    history.pushState({ over: true }, '');
  } else if (open.length === 0 && stepped) {
    stepped = false;
    returning = true;
    history.back();
  }
}

function soon(): void {
  pending ??= setTimeout(settle);
}

function wentBack(): void {
  if (returning) returning = false;
  else {
    stepped = false;
    open.pop()?.();
  }
  soon();
}

let listening = false;

/** `close` is called when the person goes back; the function given back says that it is closed. */
export function closesOnBack(close: () => void): () => void {
  if (!listening) {
    listening = true;
    stepped = (history.state as { over?: boolean } | null)?.over === true;
    addEventListener('popstate', wentBack);
  }
  open.push(close);
  soon();
  return () => {
    const at = open.indexOf(close);
    if (at >= 0) open.splice(at, 1);
    soon();
  };
}
