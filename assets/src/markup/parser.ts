/**
 * Markdown as people know it from chats, by markdown-it: bold, italic, struck out, code, quotes,
 * lists, links, tables. No headings, no HTML, no pictures (a link to one instead).
 *
 * A rule of one's own (a name that is called, say) is added in `makeParser`, and what it draws has
 * to be let through in `clean.ts`. A sign that can begin one belongs in `SIGNS`.
 */
import markdownIt, { type MarkdownIt, type StateInline, type Token } from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';

import { addressAt, allowed } from './links';
import { asTyped } from './typed';

/** Without one of these a text cannot hold Markdown. */
const SIGNS = /[*_~`\[<|]|^[ \t]*(?:>|-|1[.)])[ \t]/mu;

export function mayHoldMarkup(text: string): boolean {
  return SIGNS.test(text);
}

export interface Parsed {
  tokens: Token[];
  /** Nothing in it is Markdown: it is shown as it was typed. */
  plain: boolean;
}

const md = makeParser();

export function parse(text: string): Parsed {
  const tokens = md.parse(text, {});
  if (tokens.some(({ type }) => !/^(?:paragraph_|inline)/u.test(type))) return { tokens, plain: false };
  const parts = tokens.flatMap((token) => token.children ?? []);
  if (parts.some((part) => !isPlain(part))) return { tokens, plain: false };
  // A backslash that takes nothing's meaning away is a backslash: C:\_old, but not \*so\*.
  const bare = parts.some(({ type }) => type === 'text_special')
    ? text.replace(/\\(?=[!-/:-@[-`{-~])/gu, '')
    : text;
  return { tokens, plain: bare === text || parse(bare).plain };
}

export function htmlOf(tokens: Token[]): string {
  return md.renderer.render(tokens, md.options, {});
}

function isPlain({ type, markup }: Token): boolean {
  return type === 'text' || type === 'text_special' || (type.startsWith('link_') && markup === 'typed');
}

function makeParser(): MarkdownIt {
  const made = markdownIt('zero');
  made.enable(['table', 'fence', 'blockquote', 'list']);
  made.enable(['escape', 'backticks', 'strikethrough', 'emphasis', 'link', 'image', 'autolink']);
  // Hangul hangs on to the word before it: **"사랑방"**은
  made.use(cjkFriendly);
  made.use(withoutFaces);
  made.use(asTyped);
  made.validateLink = allowed;
  // An address is kept letter by letter; what is shown is what will be opened.
  made.normalizeLink = (url) => url;
  made.normalizeLinkText = (url) => url;
  made.inline.ruler.before('text', 'address', address);
  made.inline.ruler.before('escape', 'line_end', backslashAtTheEnd);
  // Plain `text_special` tokens are how it is known that a backslash was taken away.
  made.core.ruler.disable('text_join');
  made.core.ruler.push('shown', ({ tokens }) => {
    // In a list without empty lines the paragraphs would be left out; they keep the line breaks.
    for (const token of tokens) token.hidden = false;
  });
  draw(made);
  return made;
}

/** What stands on both sides of a mark in faces like ^_^ and -_-. */
const CHEEK = /[-^=<>;:.,@'"~*]/u;

/** 2*3*4 is a product and ^_^ a face. */
function withoutFaces(made: MarkdownIt): void {
  const Before = made.inline.State;
  made.inline.State = class extends Before {
    override scanDelims(start: number, canSplitWord: boolean): ReturnType<StateInline['scanDelims']> {
      const found = super.scanDelims(start, canSplitWord);
      const [left, right] = [this.src[start - 1] ?? '', this.src[start + found.length] ?? ''];
      const product =
        this.src[start] === '*' && found.length === 1 && /[a-z0-9]/iu.test(left) && /[a-z0-9]/iu.test(right);
      const face = found.length === 1 && CHEEK.test(left) && CHEEK.test(right);
      return product || face ? { ...found, can_open: false, can_close: false } : found;
    }
  };
  made.core.ruler.push('faces', ({ tokens }) => {
    for (const { children } of tokens) if (children) giveBackMarks(children);
  });
}

/** Marks with not one letter between them, as in (*_*) and *.*, were none. */
function giveBackMarks(parts: Token[]): void {
  const open: { part: Token; said: boolean }[] = [];
  for (const part of parts) {
    if (part.nesting === 1) open.push({ part, said: false });
    else if (part.nesting === 0 && /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(part.content)) {
      for (const one of open) one.said = true;
    } else if (part.nesting === -1) {
      const begun = open.pop();
      if (!begun || begun.said || begun.part.tag === 'a') continue;
      for (const mark of [begun.part, part]) Object.assign(mark, { type: 'text', tag: '', nesting: 0, content: mark.markup });
    }
  }
}

/** The addresses that `links.ts` finds; called at the colon behind the scheme. */
function address(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== ':' || state.linkLevel > 0) return false;
  const scheme = /(?:https?|mailto|sarangbang)$/iu.exec(state.src.slice(Math.max(0, state.pos - 10), state.pos))?.[0];
  const found = scheme && addressAt(state.src, state.pos - scheme.length);
  if (!found || (!silent && !state.pending.endsWith(scheme))) return false;
  if (state.pos - scheme.length + found.length > state.posMax) return false;
  if (!silent) {
    state.pending = state.pending.slice(0, -scheme.length);
    const open = state.push('link_open', 'a', 1);
    open.attrs = [['href', found]];
    open.markup = 'typed';
    state.push('text', '', 0).content = found;
    state.push('link_close', 'a', -1).markup = 'typed';
  }
  state.pos += found.length - scheme.length;
  return true;
}

function backslashAtTheEnd(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('\\\n', state.pos)) return false;
  if (!silent) state.pending += '\\\n';
  state.pos += 2;
  return true;
}

function draw({ renderer, utils }: MarkdownIt): void {
  renderer.rules.text_special = (tokens, at) => utils.escapeHtml(tokens[at]!.content);
  renderer.rules.fence = (tokens, at) => {
    const { info, content } = tokens[at]!;
    const language = /^[\w+#.-]{1,24}/u.exec(info.trim())?.[0] ?? '';
    return `<pre class="language-${utils.escapeHtml(language)}">${utils.escapeHtml(content.replace(/\n$/u, ''))}</pre>`;
  };
  renderer.rules.image = (tokens, at) => {
    const href = attribute(tokens[at]!, 'src');
    const text = tokens[at]!.content.trim() || href;
    return `<a href="${utils.escapeHtml(href)}">${utils.escapeHtml(text)}</a>`;
  };
  renderer.rules.link_open = (tokens, at) =>
    `<a href="${utils.escapeHtml(attribute(tokens[at]!, 'href'))}">`;
  renderer.rules.table_open = () => '<div class="wide"><table>';
  renderer.rules.table_close = () => '</table></div>';
  for (const cell of ['th', 'td']) {
    renderer.rules[`${cell}_open`] = (tokens, at) => {
      const side = /(?:right|center)$/u.exec(attribute(tokens[at]!, 'style'))?.[0];
      return side ? `<${cell} class="${side}">` : `<${cell}>`;
    };
  }
}

function attribute(token: Token, name: string): string {
  return String(token.attrGet(name) ?? '');
}
