/** My name while it is being typed: the field on Home, the room's default name and Settings show
 * the same, and it is saved when the field is left or something is done in its name. */
import { t, sentence } from '../i18n/words';
import { home } from '../state/home.svelte';
import { asName } from './invitation';

/** Code points; the limit of every room. */
export const NAME_MOST = 40;
export const ROOM_NAME_MOST = 60;

class MyName {
  private typed = $state<string | null>(null);
  error = $state('');

  get value(): string {
    return this.typed ?? home.me?.name ?? '';
  }
  set value(value: string) {
    this.typed = value;
    this.error = '';
  }

  /** True once the program has it; false leaves a sentence in `error`. */
  async save(): Promise<boolean> {
    if (!home.me || this.typed === null) return true;
    const name = asName(this.typed, NAME_MOST);
    if (name === null) {
      this.error = t('error.name_invalid');
      return false;
    }
    if (name !== home.me.name) {
      const answer = await home.ask('set', { name });
      if (!answer.ok) {
        this.error = sentence(answer.error);
        return false;
      }
      // The program tells the name as it keeps it; until then the typed one stands.
      home.me.name = name;
    }
    this.typed = null;
    return true;
  }
}

export const myName = new MyName();

/** "Minsu's room", for a room that was given no name. */
export function defaultRoomName(): string {
  const name = myName.value.trim();
  if (!name) return t('host.default_nameless');
  const whole = t('host.default_name', { name });
  return [...whole].length <= ROOM_NAME_MOST ? whole : t('host.default_nameless');
}
