/**
 * Puts a text on the clipboard, also where the browser has no clipboard API (the guest page is no
 * secure context): then by the old way of a selected field. False: neither worked, so show the
 * text to be copied by hand.
 */
export async function copy(text: string): Promise<boolean> {
  try {
    if (isSecureContext && navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Not allowed here; the old way may still work.
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'spoken';
  field.style.whiteSpace = 'pre'; // else lines lose what they are indented by
  const before = document.activeElement;
  // Inside an open dialog, since everything outside of it cannot take the focus.
  (before?.closest('dialog') ?? document.body).append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
