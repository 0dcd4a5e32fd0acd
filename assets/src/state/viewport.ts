/**
 * Keeps the page as tall as what the on-screen keyboard leaves of it. Not every phone shrinks the
 * page by itself; some push it up instead, and the header with it.
 */
export function fitKeyboard(): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => {};
  const root = document.documentElement;
  const fit = (): void => {
    // Pinched in, the person wants to look closer: nothing is rearranged then.
    if (viewport.scale > 1.01) return;
    root.style.setProperty('height', `${viewport.height}px`);
    if (viewport.offsetTop > 0) scrollTo(0, 0);
  };
  fit();
  viewport.addEventListener('resize', fit);
  viewport.addEventListener('scroll', fit);
  return () => {
    viewport.removeEventListener('resize', fit);
    viewport.removeEventListener('scroll', fit);
    root.style.removeProperty('height');
  };
}
