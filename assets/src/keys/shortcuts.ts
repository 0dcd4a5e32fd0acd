/** The list of what the keyboard can do. */
import type { Key } from '../i18n/words';
import type { Mode } from '../state/page.svelte';

export interface Line {
  does: Key;
  /** pressed together */
  keys: string[];
}
export interface Group {
  title: Key;
  lines: Line[];
}

export function shortcuts(mode: Mode, mac: boolean): Group[] {
  const control = mac ? '⌘' : 'Ctrl';
  const everywhere: Line[] = [
    { does: 'keys.switch', keys: [control, 'K'] },
    { does: 'keys.find', keys: [control, 'F'] },
  ];
  return [
    {
      title: 'keys.everywhere',
      lines: [
        // A guest has one room, and no search of this computer's.
        ...(mode === 'window' ? everywhere : []),
        { does: 'keys.this', keys: ['?'] },
        { does: 'keys.escape', keys: ['Esc'] },
      ],
    },
    {
      title: 'keys.reading',
      lines: [
        { does: 'keys.messages', keys: [mac ? '⌥' : 'Alt', '↑'] },
        { does: 'keys.step', keys: ['↑ ↓'] },
        { does: 'keys.edges', keys: ['Home End'] },
        { does: 'keys.acts', keys: ['Enter'] },
        { does: 'keys.back', keys: ['Esc'] },
      ],
    },
    {
      title: 'keys.writing',
      lines: [
        { does: 'keys.send', keys: ['Enter'] },
        { does: 'keys.break', keys: [mac ? '⇧' : 'Shift', 'Enter'] },
        { does: 'keys.last', keys: ['↑'] },
        { does: 'compose.bold', keys: [control, 'B'] },
        { does: 'compose.italic', keys: [control, 'I'] },
        { does: 'compose.struck', keys: [control, mac ? '⇧' : 'Shift', 'X'] },
        { does: 'compose.code', keys: [control, 'E'] },
      ],
    },
  ];
}
