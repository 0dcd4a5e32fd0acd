/** The sentence of a line between the messages: who opened, came, went, is called otherwise. */
import { number, t, type Key } from '../i18n/words';
import { every } from '../moderate/inWords';
import type { NoteRow } from '../state/rows';
import type { Admission } from '../wire';
import type { OnMember } from '../wire-acts';

type Note = NoteRow['notes'][number];
type OnMemberNote = Extract<Note, { body: OnMember }>;

const ADMISSION_NOTES: Record<Admission, Key> = {
  open: 'note.admission.open',
  ask: 'note.admission.ask',
  invited: 'note.admission.invited',
};

export function noteSentence(notes: readonly Note[]): string {
  const note = notes[0];
  if (!note) return '';
  switch (note.kind) {
    case 'opened':
      return t('note.opened', { name: note.name });
    case 'joined':
      return crowd('note.joined', notes);
    case 'left':
      return crowd('note.left', notes);
    case 'renamed':
      return t('note.renamed', { was: note.body.was, name: note.body.name });
    case 'admission_changed':
      return t(ADMISSION_NOTES[note.body.admission ?? (note.body.open ? 'open' : 'invited')], {
        name: note.name,
      });
    case 'room_renamed':
      return t('note.room_renamed', { name: note.name, now: note.body.name });
    case 'topic_changed':
      if (!note.body.topic) return t('note.topic.none', { name: note.name });
      return t('note.topic', { name: note.name, topic: note.body.topic });
    case 'history_changed':
      return historyNote(note.name, note.body.history);
    case 'slow_mode_changed':
      if (note.body.seconds <= 0) return t('note.slow.off', { name: note.name });
      return t('note.slow.on', { name: note.name, time: every(note.body.seconds) });
    default:
      return actNote(note);
  }
}

/** What was done to somebody: `author` did it. */
function actNote(note: OnMemberNote): string {
  const who = { name: note.name, whom: note.body.name };
  switch (note.kind) {
    case 'role_changed':
      return t(note.body.role === 'moderator' ? 'note.role.moderator' : 'note.role.member', who);
    case 'removed':
    case 'banned': {
      const { why } = note.body;
      return why ? t(`note.${note.kind}_why`, { ...who, why }) : t(`note.${note.kind}`, who);
    }
    case 'muted':
    case 'unmuted':
    case 'unbanned':
    case 'name_freed':
      return t(`note.${note.kind}`, who);
    default:
      return never(note);
  }
}

function historyNote(name: string, history: number): string {
  if (history < 0) return t('note.history.all', { name });
  if (history === 0) return t('note.history.none', { name });
  return t('note.history.some', { name, count: number(history) });
}

function crowd(stem: 'note.joined' | 'note.left', notes: readonly Note[]): string {
  // Somebody who came twice within the run is named once.
  const names = [...new Map(notes.map((note) => [note.author, note.name])).values()];
  return ofNames(stem, names, names.length - 2);
}

function ofNames(stem: string, names: readonly string[], more: number): string {
  const form = names.length > 2 ? 'more' : names.length;
  const [one = '', two = ''] = names;
  return t(`${stem}.${form}` as Key, { one, two, count: number(more) });
}

export function typingSentence(names: readonly string[]): string {
  return names.length === 0 ? '' : ofNames('room.typing', names, names.length - 2);
}

function never(kind: never): string {
  throw new Error(`a kind without a sentence: ${JSON.stringify(kind)}`);
}
