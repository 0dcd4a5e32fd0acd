/** The sentence of a line between the messages: who opened, came, went, is called otherwise. */
import { number, t, type Key } from '../i18n/words';
import type { NoteRow } from '../state/rows';
import type { Admission } from '../wire';

type Note = NoteRow['notes'][number];

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
      return crowd(note.body.reason === 'removed' ? 'note.removed' : 'note.left', notes);
    case 'renamed':
      return t('note.renamed', { was: note.body.was, name: note.body.name });
    case 'admission_changed':
      return t(ADMISSION_NOTES[note.body.admission ?? (note.body.open ? 'open' : 'invited')], {
        name: note.name,
      });
    default:
      return never(note);
  }
}

function crowd(stem: 'note.joined' | 'note.left' | 'note.removed', notes: readonly Note[]): string {
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
  return names.length === 0 ? '' : ofNames('room.typing', names, 0);
}

function never(kind: never): string {
  throw new Error(`a kind without a sentence: ${JSON.stringify(kind)}`);
}
