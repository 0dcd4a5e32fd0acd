/**
 * Choices stand side by side as long as each can be read in two lines, with no word broken; else
 * one below the other.
 */
const LINES = 2;

/**
 * Marks `row` with the class `stacked` while its choices, `span`s of text, have no room beside each
 * other, and looks again when `sign` changes its size: something that gets as wide as the row, and
 * as tall as its text, but never because of the class. The row itself would be told to look again
 * by its own answer. Returns what ends the looking.
 */
export function abreast(row: HTMLElement, sign: HTMLElement): () => void {
  const look = (): void => {
    row.classList.remove('stacked');
    row.classList.toggle('stacked', [...row.querySelectorAll('span')].some(isCramped));
  };
  look();
  const watch = new ResizeObserver(look);
  watch.observe(sign);
  return () => watch.disconnect();
}

/** Its words are never broken, they rather stand out. */
function isCramped(choice: HTMLElement): boolean {
  const text = document.createRange();
  text.selectNodeContents(choice);
  const lines = [...text.getClientRects()];
  const room = choice.getBoundingClientRect();
  return (
    new Set(lines.map(({ top }) => Math.round(top))).size > LINES ||
    lines.some(({ left, right }) => left < room.left || right > room.right)
  );
}
