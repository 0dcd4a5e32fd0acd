/**
 * What the page is: its mode, language and theme, and what is on screen. The template says the
 * first three in the attributes of <html>, so that the first frame is right already.
 */
import type { LanguageChoice, TextSize, ThemeChoice } from '../wire';

export type Language = 'ko' | 'en';
export type Mode = 'window' | 'guest';

/** The dialogs of src/home; one at a time. */
export type Shown =
  | { kind: 'host' }
  /** `nearby`: one of the rooms nearby, at the address `text` */
  | { kind: 'join'; text: string; nearby?: string }
  | { kind: 'invite'; room: string }
  /** `section`: one of `src/settings/sections.ts` */
  | { kind: 'settings'; section?: string }
  | { kind: 'search'; within: string | null }
  | { kind: 'identity' }
  /** where one can go at once; what the keyboard can do */
  | { kind: 'switch' }
  | { kind: 'shortcuts' }
  /** a host was asked to let one in; all who ask to come into my rooms, or to talk in private */
  | { kind: 'wait'; probe: string }
  | { kind: 'knocks' }
  | { kind: 'wishes' }
  /** about one room: open it again on another network, close it, leave it, delete it here, say
   * where its host is now, come in under another name or with a new invitation, invite others as a
   * moderator, choose what one is told of it */
  | {
      kind:
        | 'start'
        | 'stop'
        | 'leave'
        | 'forget'
        | 'address'
        | 'name'
        | 'invitation'
        | 'invites'
        | 'notify';
      room: string;
    };

const root = document.documentElement;

class Page {
  readonly mode: Mode = root.dataset.mode === 'guest' ? 'guest' : 'window';
  language = $state<Language>(root.lang.startsWith('en') ? 'en' : 'ko');
  theme = $state<ThemeChoice>(asTheme(root.dataset.theme));
  /** The room on screen; null is Home. */
  room = $state<string | null>(null);
  dialog = $state<Shown | null>(null);
  /** The section of the settings that was looked at last. */
  settings = $state('me');
  /** A message to go to, once its room is on screen. */
  wanted = $state.raw<{ room: string; number: number } | null>(null);
  /** Whether the person is looking: the page is visible and has the focus. */
  focused = $state(document.visibilityState === 'visible' && document.hasFocus());
  /** This computer or phone itself has no network. */
  offline = $state(!navigator.onLine);

  /** `system` is the language that the system speaks. */
  speak(choice: LanguageChoice, system: Language): void {
    this.language = choice === 'system' ? system : choice;
    root.lang = this.language;
  }

  paint(theme: ThemeChoice): void {
    this.theme = theme;
    root.dataset.theme = theme;
  }

  /** The size of all text, in hundredths of what the system asks for. */
  size(text: TextSize): void {
    root.dataset.text = text;
  }

  show(room: string | null): void {
    this.room = room;
    this.dialog = null;
  }
}

function asTheme(value: string | undefined): ThemeChoice {
  return value === 'light' || value === 'dark' ? value : 'system';
}

export const page = new Page();

function look(): void {
  page.focused = document.visibilityState === 'visible' && document.hasFocus();
}
function listen(): void {
  page.offline = !navigator.onLine;
}
addEventListener('online', listen);
addEventListener('offline', listen);
addEventListener('focus', look);
addEventListener('blur', look);
document.addEventListener('visibilitychange', look);

/** The fields of the address's fragment (`#secret=…`); it stays there, so that a reload works. */
export function fragment(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1));
}
