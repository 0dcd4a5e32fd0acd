/** The spoken codes that this computer's rooms show, and what became of the last ones. */
import { toast } from '../components/toast.svelte';
import { places } from '../home/spoken';
import { t } from '../i18n/words';
import type { RoomCode } from '../wire';
import { page } from './page.svelte';

/** A code as it was told, with the time until which it is good, in ms since the epoch. */
export interface Told extends RoomCode {
  until: number;
}

class Codes {
  private rooms = $state.raw<Record<string, Told>>({});

  of(room: string): Told | undefined {
    return this.rooms[room];
  }

  /** `name`: what the room is called, for whoever looks elsewhere while its code is guessed at. */
  hear(code: RoomCode, name: string): void {
    const before = this.rooms[code.room];
    this.rooms = {
      ...this.rooms,
      [code.room]: { ...code, until: Date.now() + (code.left_ms ?? 0) },
    };
    const seen = page.dialog?.kind === 'invite' && page.dialog.room === code.room;
    if (code.ended === 'burnt' && before?.code && !seen) {
      toast.show(t('code.burnt_elsewhere', { room: name, addresses: places(code.wrong) }));
    }
  }
}

export const codes = new Codes();
