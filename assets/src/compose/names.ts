/** `:tada:` and its like: what of a text is the name of an emoji, and which one. Code is left alone. */
import { find, type Emoji } from '../components/emoji';

/** As people know them from chats, by the emoji's code points. */
export type Shortcodes = Record<string, string | string[]>;

/** As many are offered. */
const SHOWN = 8;
const NAME = '[\\p{L}\\p{N}+][\\p{L}\\p{N}_+-]*|-1';
const WHOLE = new RegExp(`:(${NAME}):`, 'gu');
/** One that stands alone: not the minutes in 12:30:45. */
const ALONE = new RegExp(`(^|[^\\p{L}\\p{N}:/]):(${NAME}):(?![\\p{L}\\p{N}])`, 'u');
/** The start stands not behind a letter, a digit or a colon: 12:30:45, https:, a::b */
const ENDED = new RegExp(`(^|[^\\p{L}\\p{N}:/]):(${NAME}):$`, 'u');
const BEGUN = new RegExp(`(^|[^\\p{L}\\p{N}:/]):((?:${NAME})?)$`, 'u');
const JOINED = /[\p{L}\p{N}:/]/u;
/** Code, closed or not. */
const CODE = /(```[^]*?(?:```|$)|`[^`\n]*(?:`|$))/u;

export interface Named {
  emoji: string;
  name: string;
}

export class Names {
  private readonly byName = new Map<string, string>();
  private readonly nameOf = new Map<string, string>();

  constructor(
    private readonly all: readonly Emoji[],
    codes: Shortcodes,
  ) {
    for (const { unicode, label, hexcode } of all) {
      const names = [codes[hexcode] ?? []].flat();
      // The label in the person's language is a name as well.
      const own = label.toLocaleLowerCase().replace(/[\s:]+/gu, '_');
      this.nameOf.set(unicode, names[0] ?? own);
      for (const name of [...names, own]) if (!this.byName.has(name)) this.byName.set(name, unicode);
    }
  }

  emoji(name: string): string | undefined {
    return this.byName.get(name.toLocaleLowerCase());
  }

  /** Those whose name begins with `query`, then those that have it elsewhere or are called so. */
  fitting(query: string): Named[] {
    const wanted = query.toLocaleLowerCase();
    const found = new Map<string, string>();
    const exact = this.byName.get(wanted);
    if (exact) found.set(exact, wanted);
    const names = [...this.byName].filter(([name]) => name.includes(wanted));
    names.sort(([one], [other]) => Number(other.startsWith(wanted)) - Number(one.startsWith(wanted)) || one.length - other.length);
    for (const [name, emoji] of names) if (!found.has(emoji)) found.set(emoji, name);
    for (const { unicode } of find(this.all, query.replace(/_/gu, ' '))) {
      if (!found.has(unicode)) found.set(unicode, this.nameOf.get(unicode) ?? '');
    }
    return [...found].slice(0, SHOWN).map(([emoji, name]) => ({ emoji, name }));
  }

  /** `text` with every name in it replaced, but in code. */
  replaced(text: string): string {
    return text
      .split(CODE)
      .map((part, at) => (at % 2 ? part : this.replacedIn(part)))
      .join('');
  }

  private replacedIn(text: string): string {
    let [after, done] = [-1, ''];
    let from = 0;
    for (const found of text.matchAll(WHOLE)) {
      const end = found.index + found[0].length;
      const emoji = this.emoji(found[1]!);
      // One right behind another is not joined to it.
      const joined = found.index !== after && JOINED.test(text[found.index - 1] ?? ' ');
      if (!emoji || joined || /[\p{L}\p{N}]/u.test(text[end] ?? ' ')) continue;
      done += text.slice(from, found.index) + emoji;
      from = after = end;
    }
    return done + text.slice(from);
  }
}

/** What stands before the caret, if it is a name that is being typed (`ended`: up to its second
 * colon); null in code and elsewhere. */
export function typedName(before: string): { at: number; query: string; ended: boolean } | null {
  if (!before.includes(':') || isInCode(before)) return null;
  const found = ENDED.exec(before) ?? BEGUN.exec(before);
  if (!found) return null;
  const [whole, joint, query] = found;
  const typed = whole.slice(joint!.length);
  return { at: found.index + joint!.length, query: query!, ended: typed.length > 1 && typed.endsWith(':') };
}

/** Whether `text` may have names in it, as far as can be told without knowing them. */
export function mayName(text: string): boolean {
  return text.split(CODE).some((part, at) => at % 2 === 0 && ALONE.test(part));
}

export function isInCode(before: string): boolean {
  const last = before.split(CODE).at(-2);
  // An unclosed piece of code is the last of the text.
  return last !== undefined && before.endsWith(last) && !/^(`{1,3})[^]*\1$/u.test(last.length > 1 ? last : '');
}
