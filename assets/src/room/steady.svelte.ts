/** The rows in sight stay where they are, whatever comes in above them. */
import type { Room } from '../state/room.svelte';

export class Steady {
  private firstKey: string | undefined;
  /** Rows came in above; told to the list, which keeps those in sight where they are. */
  readonly shift = $derived.by(() => {
    const key = this.room.all[0]?.key;
    const above = this.firstKey !== undefined && key !== this.firstKey;
    this.firstKey = key;
    return above;
  });

  constructor(private readonly room: Room) {}

  /** The rows are other ones. */
  begin(): void {
    this.firstKey = undefined;
  }
}
