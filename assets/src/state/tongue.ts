/** The guest page's language: the browser's, until the person chooses another. */
import { browser } from './kept';
import { page, type Language } from './page.svelte';

/** The language that was chosen in this browser before, if any. */
export function speakAsBefore(): void {
  const kept = browser.get('language');
  if (kept === 'ko' || kept === 'en') page.speak(kept, kept);
}

export function speaks(language: Language): void {
  browser.set('language', language);
  page.speak(language, language);
}
