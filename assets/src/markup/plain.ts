/** A text without its Markdown, for where it is shown short; and how long it is when shown whole. */
import type { Token } from 'markdown-it';

/** Letters in a line, about; a Hangul syllable is as wide as two. */
const WIDTH = 74;

/** The words of a parsed text. */
export function wordsOf(tokens: readonly Token[]): string {
  const lines: string[] = [];
  let row: string[] | null = null;
  for (const token of tokens) {
    if (token.type === 'tr_open') row = [];
    else if (token.type === 'tr_close' && row) {
      lines.push(row.join(' '));
      row = null;
    } else if (token.type === 'fence') lines.push(token.content.trimEnd());
    else if (token.type === 'inline') (row ?? lines).push(inWords(token.children ?? []));
  }
  return lines.join('\n');
}

function inWords(parts: readonly Token[]): string {
  return parts
    .map((part) => part.content || (part.type === 'image' ? (part.attrGet('src') ?? '') : ''))
    .join('');
}

/** About how many lines it takes, of a parsed text. */
export function heightOf(tokens: readonly Token[]): number {
  let lines = 0;
  for (const { type, content, children } of tokens) {
    // What is code does not wrap.
    if (type === 'fence') lines += content.trimEnd().split('\n').length;
    else if (type === 'tr_open') lines += 1;
    else if (type === 'inline' && children) lines += linesOf(inWords(children));
  }
  return lines;
}

/** About how many lines it takes, of a text as it was typed. */
export function linesOf(text: string): number {
  let lines = 0;
  for (const line of text.split('\n')) {
    const wide = line.length + (line.match(/[\u1100-\u11ff\u3000-\u9fff\uac00-\ud7a3\uff00-\uff60]/gu)?.length ?? 0);
    lines += Math.max(1, Math.ceil(wide / WIDTH));
  }
  return lines;
}
