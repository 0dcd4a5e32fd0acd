/** One short sentence that goes by itself: something was done, or could not be. */

/** ms that it stays at least, and for each character, so that a longer one can be read. */
const SHOWN = 5000;
const EACH = 60;

class Toast {
  text = $state('');
  private timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string): void {
    clearTimeout(this.timer);
    this.text = text;
    this.timer = setTimeout(() => this.hide(), SHOWN + EACH * text.length);
  }

  hide(): void {
    clearTimeout(this.timer);
    this.text = '';
  }
}

export const toast = new Toast();
