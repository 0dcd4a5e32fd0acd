/** The list below a `:name` that is being typed, and what becomes of one that is finished. */
import { emojiOf } from '../components/emoji';
import { page, type Language } from '../state/page.svelte';
import { insert } from './insert';
import { Names, typedName, type Named, type Shortcodes } from './names';

/** So many letters have to be typed before anything is offered: `:D` is a face, too. */
const LEAST = 2;

const books = new Map<Language, Promise<Names>>();

/** Fetched from this program when the first colon is typed. */
function namesIn(language: Language): Promise<Names> {
  let names = books.get(language);
  if (!names) books.set(language, (names = fetchNames(language)));
  return names;
}
async function fetchNames(language: Language): Promise<Names> {
  const [all, codes] = await Promise.all([emojiOf(language), import('emojibase-data/en/shortcodes/iamcal.json')]);
  return new Names(all, codes.default as Shortcodes);
}

export class Naming {
  private typed = $state.raw<{ at: number; query: string } | null>(null);
  private names = $state.raw<Names | null>(null);
  private place = $state(0);
  readonly found = $derived(
    this.typed && this.typed.query.length >= LEAST ? (this.names?.fitting(this.typed.query) ?? []) : [],
  );
  readonly open = $derived(this.found.length > 0);
  readonly marked = $derived(Math.min(this.place, Math.max(0, this.found.length - 1)));
  /** Where the colon stands that was put off with Escape. */
  private dismissed = -1;

  /** The text or the place in it has changed; `written`: by a key, just now. */
  look(field: HTMLTextAreaElement, written = false): void {
    const { selectionStart: caret, selectionEnd, value } = field;
    const name = caret === selectionEnd ? typedName(value.slice(0, caret)) : null;
    if (name) void namesIn(page.language).then((names) => (this.names = names));
    if (name?.ended) {
      const emoji = written ? this.names?.emoji(name.query) : undefined;
      this.close();
      if (emoji) insert(field, emoji, name.at, caret);
      return;
    }
    if (!name) this.dismissed = -1;
    if (!name || name.at === this.dismissed) return this.close();
    if (name.query !== this.typed?.query) this.place = 0;
    this.typed = name;
  }

  close(): void {
    this.typed = null;
    this.place = 0;
  }

  mark(place: number): void {
    this.place = place;
  }

  /** True: the key was for the list. What belongs to a syllable being put together never is. */
  key(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    if (!this.open || event.isComposing || event.keyCode === 229) return false;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    const { length } = this.found;
    if (event.key === 'ArrowDown') this.mark((this.marked + 1) % length);
    else if (event.key === 'ArrowUp') this.mark((this.marked + length - 1) % length);
    else if (event.key === 'Enter' || event.key === 'Tab') this.choose(this.found[this.marked]!, field);
    else if (event.key === 'Escape') {
      this.dismissed = this.typed?.at ?? -1;
      this.close();
    } else return false;
    event.preventDefault();
    return true;
  }

  choose({ emoji }: Named, field: HTMLTextAreaElement): void {
    // Ends the syllable that is being put together, or the keyboard would write it once more.
    field.blur();
    field.focus();
    const name = typedName(field.value.slice(0, field.selectionStart));
    if (name) insert(field, `${emoji} `, name.at, field.selectionStart);
    this.close();
  }

  /** `text` as it is sent: names that were pasted are emoji as well, once their list is here. */
  replaced(text: string): string {
    return this.names?.replaced(text) ?? text;
  }
}
