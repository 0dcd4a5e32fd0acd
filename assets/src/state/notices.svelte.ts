/** What the person is told of new messages: the choices, and what comes of them on the page. */
import { toast } from '../components/toast.svelte';
import type { Notice, Notices } from '../wire';
import { chime } from './chime';
import { page } from './page.svelte';

class NoticeState {
  /** null until told for the first time. */
  chosen = $state.raw<Notices | null>(null);

  hear(notice: Notice): void {
    if (notice.sound) void chime();
    if (!notice.toast) return;
    toast.show(`${notice.title} · ${notice.body}`, () => {
      page.show(notice.room);
      page.wanted = { room: notice.room, number: notice.number };
    });
  }
}

export const notices = new NoticeState();
