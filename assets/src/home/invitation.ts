/** The invitation as a message to send, and how one is recognised. Pure. */
import type { Key } from '../i18n/words';
import type { Invitation } from '../wire';

type Say = (key: Key, values?: Record<string, string | number>) => string;

/** A short message for a messenger or mail: a sentence, the link, the address to type, and the
 * browser's address while browsers are let in. Pasted whole into Join it works as well. */
export function messageOf(invitation: Invitation, say: Say): string {
  const { name, link, address, guests } = invitation;
  const lines = [say('invite.message', { room: name }), link];
  if (address) lines.push(say('invite.message_address', { address }));
  if (guests.open && guests.link) lines.push(say('invite.message_browser', { link: guests.link }));
  return lines.join('\n');
}

/** Whether a text holds an invitation link somewhere; the program itself reads it properly. */
export function holdsLink(text: string): boolean {
  return /sarangbang:\/\//i.test(text);
}

/** A name as it is sent, or null if nothing can be seen of it or it is longer than `most` code
 * points. The host has the last word; this only saves a way there and back. */
export function asName(typed: string, most: number): string | null {
  const name = typed.normalize('NFC').trim();
  const length = [...name].length;
  return length > 0 && length <= most ? name : null;
}

/** A drawing that the program made, as the address of an image: it is never put into the page.
 * An image is a document of its own, so the drawing has to name its language. */
export function drawing(svg: string): string {
  const whole = svg.includes('xmlns=')
    ? svg
    : svg.replace(/<svg/, '<svg xmlns="http://www.w3.org/2000/svg"');
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(whole)}`;
}
