import { describe, expect, test } from 'vitest';

import { addressAt, allowed, disguised, pieces } from './links';

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
    ['오세요 sarangbang://join?v=1&at=10.0.0.2:47880#k=abc', ['sarangbang://join?v=1&at=10.0.0.2:47880#k=abc']],
    ['“https://example.com/x”', ['https://example.com/x']],
  ])('%s', (text, expected) => expect(links(text)).toEqual(expected));
});

describe('what is not', () => {
  test.each([
    'javascript:alert(1)',
    'data:text/html,<script>',
    'file:///etc/passwd',
    'vbscript:x',
    'sarangbang://other?v=1',
    'sarangbang:join',
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

describe('a text that looks like another address than its target', () => {
  test.each([
    ['https://bank.example', 'https://evil.example/x', 'evil.example'],
    ['bank.example/login', 'https://evil.example', 'evil.example'],
    ['bank.example', 'mailto:me@evil.example', 'evil.example'],
    ['me@bank.example', 'mailto:me@evil.example', 'evil.example'],
    ['https://bank.example@evil.example/', 'https://bank.example@evil.example/', 'evil.example'],
    ['here', 'https://bank.example@evil.example/', 'evil.example'],
    ['https://bаnk.example', 'https://bank.example', 'bank.example'],
  ])('%s to %s', (text, href, host) => expect(disguised(text, href)).toBe(host));

  test.each([
    ['here', 'https://evil.example'],
    ['https://bank.example', 'https://bank.example/login'],
    ['www.bank.example', 'https://bank.example'],
    ['BANK.example', 'https://www.bank.example/'],
    ['me@bank.example', 'mailto:me@bank.example'],
    ['mailto:me@bank.example', 'mailto:me@bank.example'],
  ])('%s to %s is none', (text, href) => expect(disguised(text, href)).toBe(null));
});

test('an address is read from where it begins', () => {
  expect(addressAt('see https://a.example/x_y_z, ok', 4)).toBe('https://a.example/x_y_z');
  expect(addressAt('see https://a.example', 5)).toBe(null);
});

test('what the URL parser would forgive is no address', () => {
  for (const bad of ['java\nscript:alert(1)', 'https://a.example/ x', ' https://a.example', 'https://a.example/\u0001']) {
    expect(allowed(bad)).toBe(false);
  }
});
