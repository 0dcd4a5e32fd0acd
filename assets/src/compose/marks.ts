/** Markdown by keys: what Ctrl+B and the like make of the selection. */

export interface Change {
  /** what is replaced */
  from: number;
  to: number;
  words: string;
  /** selected afterwards */
  start: number;
  end: number;
}

const MARKS: Record<string, string> = { b: '**', i: '*', e: '`' };

/** The mark that a key stands for; null: none. */
export function markOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string | null {
  if (event.ctrlKey === event.metaKey || event.altKey) return null;
  // Where Hangul is typed, the key has a syllable's letter; its place is that of the Latin one.
  const letter = /^[a-z]$/iu.test(event.key) ? event.key.toLowerCase() : event.code.replace(/^Key/u, '').toLowerCase();
  if (event.shiftKey) return letter === 'x' ? '~~' : null;
  return MARKS[letter] ?? null;
}

/** Puts `mark` around what is selected, or takes it away if it is there. */
export function marked(text: string, start: number, end: number, mark: string): Change {
  // Marks stand at the words, not at the spaces around them.
  while (start < end && /\s/u.test(text[start]!)) start++;
  while (end > start && /\s/u.test(text[end - 1]!)) end--;
  const chosen = text.slice(start, end);
  if (mark === '`' && chosen.includes('\n')) return fenced(text, start, end);
  const { length } = mark;
  if (holds(text, start - length, mark) && holds(text, end, mark)) {
    return { from: start - length, to: end + length, words: chosen, start: start - length, end: end - length };
  }
  if (chosen.length > 2 * length && holds(text, start, mark) && holds(text, end - length, mark)) {
    const bare = chosen.slice(length, -length);
    return { from: start, to: end, words: bare, start, end: start + bare.length };
  }
  return { from: start, to: end, words: mark + chosen + mark, start: start + length, end: end + length };
}

/** Whether `mark` stands at `at`, and is no part of a longer one: the star of ** is none. */
function holds(text: string, at: number, mark: string): boolean {
  if (at < 0 || text.slice(at, at + mark.length) !== mark) return false;
  const sign = mark[0]!;
  let [first, last] = [at, at + mark.length];
  while (text[first - 1] === sign) first--;
  while (text[last] === sign) last++;
  // *** is both.
  return last - first === mark.length || last - first === 3;
}

function fenced(text: string, start: number, end: number): Change {
  const before = start > 0 && text[start - 1] !== '\n' ? '\n' : '';
  const after = end < text.length && text[end] !== '\n' ? '\n' : '';
  const words = `${before}\`\`\`\n${text.slice(start, end)}\n\`\`\`${after}`;
  const begin = start + before.length + 4;
  return { from: start, to: end, words, start: begin, end: begin + end - start };
}
