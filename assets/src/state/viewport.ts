/**
 * Keeps the page as tall as what the on-screen keyboard leaves of it. Not every phone shrinks the
 * page by itself; some push it up instead, and the header with it.
 *
 * On <html>: `height`, `--below` (px that the keyboard covers of the page, for what lies over it),
 * `data-keyboard` while there is one, `data-low` while hardly more is left than a line to write in.
 */

/** A keyboard is taller than this (px); the browser's own bars are not. */
const KEYBOARD = 120;
/** With less height than this (px) only the timeline's end and the field are of use. */
const LOW = 260;

export function fitKeyboard(): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => {};
  const root = document.documentElement;
  // Where the keyboard shrinks the page itself, it was this tall before; told apart by width, since
  // a phone may be turned on its side.
  let tallest = { width: 0, height: 0 };

  const fit = (): void => {
    // Pinched in, the person wants to look closer: nothing is rearranged then.
    if (viewport.scale > 1.01) return;
    const { width, height } = viewport;
    if (width !== tallest.width || height > tallest.height) tallest = { width, height };
    const below = Math.max(0, innerHeight - height - viewport.offsetTop);
    root.style.setProperty('height', `${height}px`);
    root.style.setProperty('--below', `${below}px`);
    const written = document.activeElement?.matches('input, textarea') ?? false;
    const keyboard = below > KEYBOARD || (written && tallest.height - height > KEYBOARD);
    root.toggleAttribute('data-keyboard', keyboard);
    root.toggleAttribute('data-low', height < LOW);
    if (viewport.offsetTop > 0) scrollTo(0, 0);
    // What one writes in is to be seen; the room's own field always is.
    if (keyboard && written) document.activeElement?.scrollIntoView({ block: 'nearest' });
  };
  // A phone that is turned tells its new scale only a frame after its new size.
  const later = (): void => {
    requestAnimationFrame(() => requestAnimationFrame(fit));
  };
  fit();
  addEventListener('resize', later);
  viewport.addEventListener('resize', fit);
  viewport.addEventListener('scroll', fit);
  return () => {
    removeEventListener('resize', later);
    viewport.removeEventListener('resize', fit);
    viewport.removeEventListener('scroll', fit);
    for (const name of ['height', '--below']) root.style.removeProperty(name);
    for (const name of ['data-keyboard', 'data-low']) root.removeAttribute(name);
  };
}
