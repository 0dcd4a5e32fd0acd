/** The list below a `:name` that is being typed, and what becomes of one that is finished. */
import { emojiOf } from '../components/emoji';
import { page, type Language } from '../state/page.svelte';
import { endSyllable, insert } from './insert';
import { listKey } from './listkeys';
import { mayName, Names, typedName, type Named, type Shortcodes } from './names';

/** So many letters have to be typed before anything is offered: `:D` is a face, too. */
const LEAST = 2;

const books = new Map<Language, Promise<Names>>();

/** Fetched from this program when the first colon is typed. */
function namesIn(language: Language): Promise<Names> {
  let names = books.get(language);
  if (names) return names;
  names = fetchNames(language);
  // The program may be away just now.
  names.catch(() => books.delete(language));
  books.set(language, names);
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
    const fetching = name ? this.fetch() : written ? this.fetching(value) : null;
    fetching?.catch(() => {});
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

  /** True: the key was for the list. */
  key(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    return listKey(event, {
      length: this.found.length,
      marked: this.marked,
      mark: (place) => this.mark(place),
      take: () => this.choose(this.found[this.marked]!, field),
      putOff: () => {
        this.dismissed = this.typed?.at ?? -1;
        this.close();
      },
    });
  }

  choose({ emoji }: Named, field: HTMLTextAreaElement): void {
    endSyllable(field);
    const name = typedName(field.value.slice(0, field.selectionStart));
    if (name) insert(field, `${emoji} `, name.at, field.selectionStart);
    this.close();
  }

  /** Fetches the names that may be in `text`; null: there is nothing to wait for. */
  fetching(text: string): Promise<void> | null {
    return this.names || !mayName(text) ? null : this.fetch();
  }

  private async fetch(): Promise<void> {
    this.names = await namesIn(page.language);
  }

  /** `text` as it is sent: names that were pasted are emoji as well, if their list is here. */
  replaced(text: string): string {
    return this.names?.replaced(text) ?? text;
  }
}
