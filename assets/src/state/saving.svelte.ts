/** Rooms that are being saved as files, and where they lie afterwards. */
import type { Exported, Refusal } from '../wire';

export type Saving = { state: 'busy' } | { state: 'saved'; path: string } | { state: 'failed'; error: Refusal };

class SavingRooms {
  private rooms = $state.raw<Readonly<Record<string, Saving>>>({});

  of(room: string): Saving | undefined {
    return this.rooms[room];
  }

  begin(room: string): void {
    this.rooms = { ...this.rooms, [room]: { state: 'busy' } };
  }

  failed(room: string, error: Refusal): void {
    this.rooms = { ...this.rooms, [room]: { state: 'failed', error } };
  }

  hear({ room, path, error }: Exported): void {
    if (path !== undefined) this.rooms = { ...this.rooms, [room]: { state: 'saved', path } };
    else if (error) this.failed(room, error);
  }
}

export const saving = new SavingRooms();
