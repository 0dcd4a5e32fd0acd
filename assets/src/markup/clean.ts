/**
 * From the parser's HTML to nodes, by DOMPurify: the second wall behind a parser that lets no HTML
 * through. Only what is named here comes out, whatever a fault in the parser let in. Where the engine has
 * Trusted Types, DOMPurify makes the one policy that may turn text into HTML (`dompurify`).
 */
import DOMPurify from 'dompurify';

import { allowed, disguised } from './links';

const TAGS = ['p', 'strong', 'em', 's', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a', 'div', 'span'];
const TABLES = ['table', 'thead', 'tbody', 'tr', 'th', 'td'];

export function clean(html: string): DocumentFragment {
  const made = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: [...TAGS, ...TABLES, '#text'],
    ALLOWED_ATTR: ['href', 'class'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:|sarangbang:\/\/join)/iu,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of made.querySelectorAll('a')) leadOut(link);
  return made;
}

function leadOut(link: HTMLAnchorElement): void {
  const href = link.getAttribute('href');
  if (!href || !allowed(href)) return link.replaceWith(...link.childNodes);
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.draggable = false;
  const text = link.textContent ?? '';
  if (text === href) link.dir = 'ltr';
  else link.title = href;
  const host = disguised(text, href);
  if (host) {
    const real = document.createElement('bdi');
    real.className = 'host';
    real.textContent = ` (${host})`;
    link.after(real);
  }
}
