/** What a key means wherever one is. Pure, but for the look at the system's name. */

export type Meaning = 'find' | 'switch' | 'shortcuts';

export const mac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform);

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'>;

/** `writing`: the press goes into a text field. */
export function meaningOf(press: Press, writing: boolean): Meaning | null {
  if (press.isComposing || press.altKey) return null;
  if (press.ctrlKey || press.metaKey) {
    if (press.shiftKey) return null;
    // With Hangul on, the key may still come as the syllable's letter.
    if (['f', 'F', 'ㄹ'].includes(press.key)) return 'find';
    if (['k', 'K', 'ㅏ'].includes(press.key)) return 'switch';
    return null;
  }
  return press.key === '?' && !writing ? 'shortcuts' : null;
}

/** Whether what is typed at `target` is text. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !NO_TEXT.has(target.type);
}
const NO_TEXT = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);

/** How many characters stand before the caret (or the end of what is selected) at `target`, on a
 * system where Alt+Up leads up to their beginning; 0 on others, and where nothing is written. */
export function aboveCaret(target: EventTarget | Caret | null, system = mac): number {
  return system ? ((target as Partial<Caret> | null)?.selectionEnd ?? 0) : 0;
}
type Caret = Pick<HTMLTextAreaElement, 'selectionEnd'>;
