/**
 * Which emoji this computer's fonts can draw. What they lack would stand in the picker as an empty
 * cell or a box, and a sequence that they do not know as several pictures beside each other.
 */

/** px: a cell; an emoji gets two, so that it is seen whether it falls apart. */
const CELL = 24;
/** Cells for so many, drawn at once: some 6 ms on a slow computer; then the page goes on. */
const SLICE = 40;
/**
 * What fonts lack: sequences, flags, and what Unicode has given out since 2019. The rest they have
 * had for longer than the engines that this page needs, and drawing all would take three times as
 * long.
 */
const UNSURE = /[\u{200D}\u{1F1E6}-\u{1F1FF}\u{1F6D5}-\u{1F6FF}\u{1F7E0}-\u{1F7FF}\u{1FA70}-\u{1FAFF}]/u;
/** Every font has it, if it has any; no font has the other, which Unicode has not given out. */
const SURE = '\u{1F600}';
const NEVER = '\u{1FAFF}';

/** Those of `all` that cannot be drawn; none, where a browser does not tell what it draws. */
export async function undrawable(all: readonly string[]): Promise<Set<string>> {
  const canvas = document.createElement('canvas');
  canvas.width = 2 * CELL * SLICE;
  canvas.height = CELL;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) return new Set();
  pen.font = `${CELL * 0.7}px ${getComputedStyle(document.body).fontFamily}`;
  pen.textBaseline = 'middle';
  await document.fonts.load(pen.font, SURE);

  const [sure, lacking] = picturesOf(pen, [SURE, NEVER]) as [Picture, Picture];
  if (!isWhole(sure, lacking)) return new Set();
  const unsure = all.filter((emoji) => UNSURE.test(emoji));
  const missing = new Set<string>();
  for (let from = 0; from < unsure.length; from += SLICE) {
    const some = unsure.slice(from, from + SLICE);
    const pictures = picturesOf(pen, some);
    some.forEach((emoji, at) => isWhole(pictures[at]!, lacking) || missing.add(emoji));
    await new Promise((done) => setTimeout(done));
  }
  return missing;
}

/** What stands in both cells: a number for which pixels are drawn, 0 for none. */
type Picture = [number, number];

function picturesOf(pen: CanvasRenderingContext2D, some: readonly string[]): Picture[] {
  const { width, height } = pen.canvas;
  const left = (at: number): number => 2 * CELL * at;
  some.forEach((emoji, at) => {
    pen.clearRect(left(at), 0, width, height); // also what of a long sequence stands beyond its cells
    pen.fillText(emoji, left(at), CELL / 2);
  });
  const { data } = pen.getImageData(0, 0, width, height);
  const cell = (x: number): number => {
    let seen = 0;
    for (let dot = 0; dot < CELL * CELL; dot++) {
      const at = Math.floor(dot / CELL) * width + x + (dot % CELL);
      if (data[4 * at + 3]! > 127) seen = (Math.imul(seen, 31) + dot + 1) | 0;
    }
    return seen;
  };
  return some.map((_, at) => [cell(left(at)), cell(left(at) + CELL)]);
}

function isWhole([first, second]: Picture, lacking: Picture): boolean {
  return first !== 0 && first !== lacking[0] && second === 0;
}
