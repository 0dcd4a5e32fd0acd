/** One short sentence that goes by itself: something was done, or could not be. */
const SHOWN = 6000;

class Toast {
  text = $state('');
  private timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string): void {
    clearTimeout(this.timer);
    this.text = text;
    this.timer = setTimeout(() => this.hide(), SHOWN);
  }

  hide(): void {
    clearTimeout(this.timer);
    this.text = '';
  }
}

export const toast = new Toast();
