import { describe, expect, test } from 'vitest';

import { htmlOf, mayHoldMarkup, parse } from './parser';
import { heightOf, linesOf, wordsOf } from './plain';

function html(text: string): string {
  const { tokens, plain } = parse(text);
  return plain ? 'as typed' : htmlOf(tokens).replace(/\n/gu, '|').replace(/>\|</gu, '><').replace(/\|$/u, '');
}

describe('what people know from chats', () => {
  test.each([
    ['**bold** *slanted* ~~gone~~', '<p><strong>bold</strong> <em>slanted</em> <s>gone</s></p>'],
    ['__bold__ _slanted_', '<p><strong>bold</strong> <em>slanted</em></p>'],
    ['`a *b*`', '<p><code>a *b*</code></p>'],
    ['**"사랑방"**은 **사랑방(舍廊房)**이에요', '<p><strong>&quot;사랑방&quot;</strong>은 <strong>사랑방(舍廊房)</strong>이에요</p>'],
    ['*강조*는', '<p><em>강조</em>는</p>'],
    ['```py\nprint("<b>")\n```', '<pre class="language-py">print(&quot;&lt;b&gt;&quot;)</pre>'],
    ['see\n```\n  x\n\n```\nthere', '<p>see</p><pre class="language-">  x|</pre><p>there</p>'],
    ['> so\n> it is\nno', '<blockquote><p>so|it is</p></blockquote><p>no</p>'],
    ['- a\n- b\n  - c', '<ul><li><p>a</p></li><li><p>b</p><ul><li><p>c</p></li></ul></li></ul>'],
    ['1. a\n2. b', '<ol><li><p>a</p></li><li><p>b</p></li></ol>'],
    ['[tea](https://a.example/x)', '<p><a href="https://a.example/x">tea</a></p>'],
    ['**https://a.example/_b_c**', '<p><strong><a href="https://a.example/_b_c">https://a.example/_b_c</a></strong></p>'],
    ['a | b\n--|-:\n1 | 2', '<div class="wide"><table><thead><tr><th>a</th><th class="right">b</th></tr></thead><tbody><tr><td>1</td><td class="right">2</td></tr></tbody></table></div>'],
    ['![cat](https://a.example/cat.png)', '<p><a href="https://a.example/cat.png">cat</a></p>'],
    ['![](https://a.example/cat.png)', '<p><a href="https://a.example/cat.png">https://a.example/cat.png</a></p>'],
    ['\\*so\\*', '<p>*so*</p>'],
    ['a  **b**\n\n\n   c', '<p>a  <strong>b</strong>|||   c</p>'],
    ['<https://a.example>', '<p><a href="https://a.example">https://a.example</a></p>'],
    ['*a* <b>&amp;', '<p><em>a</em> &lt;b&gt;&amp;amp;</p>'],
  ])('%j', (text, expected) => {
    expect(mayHoldMarkup(text)).toBe(true);
    expect(html(text)).toBe(expected);
  });
});

describe('what stays as it was typed', () => {
  test.each([
    '# heading', 'heading\n===', '---', '***', '1. one', '- yes', '2026. 11. 28.', '1986. A year\n1987. Another',
    '2. b\n3. c', '+ 1\n+ 2', '>_<', '>', '> ', '~~~', '~~~ㅎㅎ\n안녕', '2*3*4', '2 * 3 * 4', 'snake_case_name', '* star',
    '```', '```js\nnever closed', '    indented', 'a\n\n\n\nb', '  a  \n  b  ', 'C:\\_old\\*.txt', 'a \\\nb',
    '<b>bold</b>', '<script>alert(1)</script>', '&lt;b&gt; &amp;', '[a]: https://a.example', '[a]', '[a](b)',
    '[a](javascript:alert(1))', '[a](<https://a.example/ b>)', '[a](data:text/html,x)', '![a](x.png)', '<javascript:alert(1)>',
    'see https://a.example/x_y_z*a*b', '^_^ 안녕 ^_^', '-_- a -_-', '(*_*)', '*.* and *.*', '** ** ~~!~~', '| a | b |', '\\', '`', '**', '____', '*', '-', '1.', '> > > ',
    '- yes\n\nno', '[ ] todo', '😀', '',
  ])('%j', (text) => expect(html(text)).toBe('as typed'));
});

test('what lies too deep is shown, as typed', () => {
  expect(wordsOf(parse('> '.repeat(60) + 'x').tokens)).toContain('x');
  expect(wordsOf(parse(Array.from({ length: 30 }, (_, at) => ' '.repeat(2 * at) + '- y' + at).join('\n') + '\n- z').tokens)).toContain('y29');
});

test('nothing that was written is lost', () => {
  for (const text of ['- a\n- b\n~~~\n> c\n1. d', 'x\n> a\n>b\n\n- c\n\n- d\n\n\ne', '> - a\n> - b\n>\n> ```\n> c\n> ```\nd']) {
    for (const letter of text.replace(/[^a-z]/gu, '')) expect(wordsOf(parse(text).tokens)).toContain(letter);
  }
});

test('the words alone', () => {
  const words = (text: string): string => wordsOf(parse(text).tokens);
  expect(words('**a** [b](https://c.example) `d` ![e](https://f.example)')).toBe('a b d e');
  expect(words('- a\n- b')).toBe('a\nb');
  expect(words('a | b\n-|-\nc | d')).toBe('a b\nc d');
  expect(words('> a\n\n```\nb\n```')).toBe('a\nb');
});

test('how long it will be', () => {
  expect(linesOf('a\n\nb')).toBe(3);
  expect(linesOf('가'.repeat(74))).toBe(2);
  expect(heightOf(parse('```\n' + 'x'.repeat(5000) + '\ny\n```').tokens)).toBe(2);
});

test('no text takes long', () => {
  const bad = ['*a_', '[', '[a](', '![', '`', '> ', '- ', '**a', '|', '<', '\\', '~~a', 'https://', '1. ', '*_', '[[](', '```\n', '- a\n', '> - ', 'a\n\n'];
  for (const part of bad) {
    const text = part.repeat(Math.ceil(16_000 / part.length));
    const began = performance.now();
    wordsOf(parse(text).tokens);
    expect(performance.now() - began, part).toBeLessThan(400);
  }
});
