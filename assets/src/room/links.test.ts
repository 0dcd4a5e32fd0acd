import { describe, expect, test } from 'vitest';

import { pieces } from './links';

const links = (text: string): string[] => pieces(text).flatMap(({ href }) => href ?? []);

test('the pieces together are the text as it was', () => {
  const text = '보세요: https://a.example/x?y=1&z=%20 (http://b.example), mailto:me@c.example.\n끝 <b>javascript:alert(1)</b>';
  expect(pieces(text).map((piece) => piece.text).join('')).toBe(text);
});

describe('what is a link', () => {
  test.each([
    ['see https://example.com.', ['https://example.com']],
    ['(https://example.com/a_(b))', ['https://example.com/a_(b)']],
    ['https://example.com/path?q=1#top, and', ['https://example.com/path?q=1#top']],
    ['HTTP://EXAMPLE.com/A!', ['HTTP://EXAMPLE.com/A']],
    ['http://192.168.0.5:47880/#room=1', ['http://192.168.0.5:47880/#room=1']],
    ['http://[fe80::1]:8080/x', ['http://[fe80::1]:8080/x']],
    ['mailto:min.su@example.com', ['mailto:min.su@example.com']],
    ['https://a.example https://b.example', ['https://a.example', 'https://b.example']],
    ['https://ko.wikipedia.org/wiki/사랑방', ['https://ko.wikipedia.org/wiki/사랑방']],
    ['https://example.com에서 봐요', ['https://example.com']],
    ['http://localhost:3000에서', ['http://localhost:3000']],
    ['“https://example.com/x”', ['https://example.com/x']],
  ])('%s', (text, expected) => expect(links(text)).toEqual(expected));
});

describe('what is not', () => {
  test.each([
    'javascript:alert(1)',
    'data:text/html,<script>',
    'file:///etc/passwd',
    'vbscript:x',
    'sarangbang://join?v=1',
    'https://',
    'http://?',
    'mailto:nobody',
    'example.com',
    'xhttps://example.com',
    'jаvascript:https//x',
  ])('%s', (text) => expect(links(text)).toEqual([]));
});

test('a long text without an end takes no time', () => {
  const began = performance.now();
  pieces('https://' + 'a.'.repeat(5000));
  pieces('https://example.com/' + '('.repeat(5000) + ')'.repeat(5000));
  pieces('mailto:'.repeat(1400));
  expect(performance.now() - began).toBeLessThan(500);
});
