/** Whether a message is nothing but a few emoji, which are then shown large. */

const ONE =
  '(?:\\p{RI}\\p{RI}|[0-9#*]\\uFE0F?\\u20E3|\\p{Emoji_Presentation}(?:\\uFE0F|\\p{Emoji_Modifier})?|\\p{Extended_Pictographic}(?:\\uFE0F|\\p{Emoji_Modifier}))';
const JOINED = `(?:${ONE}(?:\\u200D(?:${ONE}|\\p{Extended_Pictographic}))*(?:[\\u{E0020}-\\u{E007F}]+)?)`;
const ALONE = new RegExp(`^\\s*(?:${JOINED}\\s*){1,3}$`, 'u');
/** Three families of four, with skin tones. */
const LONGEST = 100;

export function isEmojiAlone(text: string): boolean {
  return text.length <= LONGEST && ALONE.test(text);
}
