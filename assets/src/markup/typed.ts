/**
 * What begins a block in a chat. People type `>_<`, `~~~`, `2026. 11. 28.` and `- yes` without
 * wishing for a layout: such lines stay as they are, with every space and empty line.
 */
import type { MarkdownIt, StateBlock } from 'markdown-it';

/** Quotes and lists inside each other; beyond that they stay as typed. A list counts as two. */
const DEEPEST = 6;

const FENCE = /^(`{3,})[^`]*$/u;
const QUOTE = /^>(?=[> \t]*[^> \t])>*[ \t]+\S/u;
const ITEM = /^(?:([-*])|(\d{1,9})([.)]))[ \t]+\S/u;

export function asTyped(md: MarkdownIt): void {
  const ruler = md.block.ruler;
  ruler.at('paragraph', paragraph);
  ruler.before('fence', 'typed', (state, line, end, silent) => {
    return !silent && isTyped(state, line, end) && paragraph(state, line, end);
  });
  // A quote ends with its last `>`: what follows was not said by somebody else.
  ruler.before('fence', 'unquoted', (state, _line, _end, silent) => silent && state.parentType === 'blockquote', { alt: ['blockquote'] });
}

function lineOf(state: StateBlock, line: number): string {
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]);
}

/** Whether a line begins like a block and is none. */
function isTyped(state: StateBlock, line: number, end: number): boolean {
  const text = lineOf(state, line);
  if (text.startsWith('~~~')) return true;
  if (text.startsWith('```')) return !isClosed(state, line, end, FENCE.exec(text)?.[1]);
  if (text.startsWith('>')) return !QUOTE.test(text) || state.level >= DEEPEST;
  if (/^[-*+\d]/u.test(text)) return !isList(state, line, end, text);
  return false;
}

function isClosed(state: StateBlock, line: number, end: number, ticks: string | undefined): boolean {
  if (!ticks) return false;
  for (let next = line + 1; next < end; next++) {
    const text = lineOf(state, next).trimEnd();
    if (text.length >= ticks.length && /^`+$/u.test(text)) return true;
  }
  return false;
}

/** One line alone is no list, nor are numbers that do not count 1, 2. */
function isList(state: StateBlock, line: number, end: number, text: string): boolean {
  const first = ITEM.exec(text);
  if (!first || state.level >= DEEPEST) return false;
  const [, bullet, number, sign] = first;
  if (number !== undefined && Number(number) !== 1) return false;
  if (bullet && state.level > 0 && isIndented(state, line)) return true;
  for (let next = line + 1; next < end; next++) {
    if (state.isEmpty(next) || state.sCount[next]! > state.sCount[line]!) continue;
    const other = state.sCount[next] === state.sCount[line] && ITEM.exec(lineOf(state, next));
    if (!other) return false;
    return bullet ? other[1] === bullet : Number(other[2]) === 2 && other[3] === sign;
  }
  return false;
}

/** Below an item, not behind its bullet. */
function isIndented(state: StateBlock, line: number): boolean {
  const start = state.bMarks[line]!;
  return state.src.slice(start, start + state.tShift[line]!).trim() === '';
}

/** All lines up to the next block, the empty ones between them and every space too. */
function paragraph(state: StateBlock, start: number, end: number): boolean {
  const rules = state.md.block.ruler.getRules('paragraph');
  const parent = state.parentType;
  state.parentType = 'paragraph';
  let after = start + 1;
  for (let next = start + 1; next < end; next++) {
    if (state.isEmpty(next)) continue;
    if (state.sCount[next]! < state.blkIndent) break;
    if (!isTyped(state, next, end) && rules.some((rule) => rule(state, next, end, true))) break;
    after = next + 1;
  }
  state.parentType = parent;
  state.line = after;
  state.push('paragraph_open', 'p', 1).map = [start, after];
  const inline = state.push('inline', '', 0);
  inline.content = state.getLines(start, after, state.blkIndent, false);
  inline.map = [start, after];
  inline.children = [];
  state.push('paragraph_close', 'p', -1);
  return true;
}
