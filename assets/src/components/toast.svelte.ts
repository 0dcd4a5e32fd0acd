/** One short sentence that goes by itself: something was done, or could not be. */

/** ms that it stays at least, and for each character, so that a longer one can be read. */
const SHOWN = 5000;
const EACH = 60;

class Toast {
  text = $state('');
  private act: (() => void) | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `act`: what a press on it does, besides taking it away */
  show(text: string, act?: () => void): void {
    clearTimeout(this.timer);
    this.text = text;
    this.act = act;
    this.timer = setTimeout(() => this.hide(), SHOWN + EACH * text.length);
  }

  press(): void {
    const act = this.act;
    this.hide();
    act?.();
  }

  hide(): void {
    clearTimeout(this.timer);
    this.text = '';
  }
}

export const toast = new Toast();
