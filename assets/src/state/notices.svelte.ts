/** What the person is told of new messages: the choices, and what comes of them on the page. */
import { toast } from '../components/toast.svelte';
import type { Notice, Notices } from '../wire';
import { chime } from './chime';
import { page } from './page.svelte';

class NoticeState {
  /** null until told for the first time. */
  chosen = $state.raw<Notices | null>(null);
  /** What the page itself told last. */
  private told = { room: '', text: '' };

  hear(notice: Notice): void {
    if (notice.sound) void chime();
    if (!notice.toast) return;
    this.told = { room: notice.room, text: `${notice.title} · ${notice.body}` };
    toast.show(this.told.text, () => {
      page.show(notice.room);
      page.wanted = { room: notice.room, number: notice.number };
    });
  }

  /** The person turns to `room`: what calls them there need not stay. */
  seen(room: string | null): void {
    if (room === this.told.room && toast.text === this.told.text) toast.hide();
  }
}

export const notices = new NoticeState();
