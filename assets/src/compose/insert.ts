/** Writing into the field in the person's place, so that Ctrl+Z takes it back like what was typed. */

/** Ends the syllable that is being put together, or the keyboard would write it once more. */
export function endSyllable(field: HTMLTextAreaElement): void {
  field.blur();
  field.focus();
}

/** Puts `words` in place of what stands from `start` to `end`, and the caret behind them. */
export function insert(field: HTMLTextAreaElement, words: string, start = field.selectionStart, end = field.selectionEnd): void {
  field.focus();
  field.setSelectionRange(start, end);
  if (document.execCommand('insertText', false, words)) return;
  // An engine that knows no such command; then it cannot be taken back.
  field.setRangeText(words, start, end, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
