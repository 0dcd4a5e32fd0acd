import { expect, test } from 'vitest';

import { isInCode, mayName, Names, typedName } from './names';

const names = new Names(
  [
    { unicode: '🎉', hexcode: '1F389', label: '파티 폭죽', tags: ['축하', '파티'] },
    { unicode: '❤️', hexcode: '2764', label: '빨간색 하트', tags: ['하트', '사랑'] },
    { unicode: '💔', hexcode: '1F494', label: '깨진 하트', tags: ['실연'] },
    { unicode: '👍', hexcode: '1F44D', label: '엄지 척', tags: ['최고'] },
    { unicode: '👎', hexcode: '1F44E', label: '엄지 내림' },
    { unicode: '💯', hexcode: '1F4AF', label: '100점' },
  ],
  { '1F389': 'tada', '2764': 'heart', '1F494': 'broken_heart', '1F44D': ['+1', 'thumbsup'], '1F44E': ['-1', 'thumbsdown'], '1F4AF': '100' },
);

test.each([
  ['great :tada: :+1::-1:', 'great 🎉 👍👎'],
  [':TADA:', '🎉'],
  ['std::100::x', 'std::100::x'],
  ['(:heart:)', '(❤️)'],
  [':빨간색_하트:', '❤️'],
  ['`:tada:` :tada: ```\n:tada:\n``` :100:', '`:tada:` 🎉 ```\n:tada:\n``` 💯'],
  ['12:100:45 a:tada:b https://a.example:100:', '12:100:45 a:tada:b https://a.example:100:'],
  [':nothing: : tada :', ':nothing: : tada :'],
  ['`open :tada:', '`open :tada:'],
])('%j is sent as %j', (text, expected) => expect(names.replaced(text)).toBe(expected));

test('what begins with what was typed comes first, then what is called so', () => {
  const emoji = (query: string): string[] => names.fitting(query).map((one) => one.emoji);
  expect(emoji('heart')).toEqual(['❤️', '💔']);
  expect(emoji('하트')).toEqual(['💔', '❤️']);
  expect(emoji('사랑')).toEqual(['❤️']);
  expect(emoji('thumbs')).toEqual(['👍', '👎']);
  expect(emoji('zzz')).toEqual([]);
});

test('where a name is being typed', () => {
  expect(typedName('so :ta')).toEqual({ at: 3, query: 'ta', ended: false });
  expect(typedName(':하')).toEqual({ at: 0, query: '하', ended: false });
  expect(typedName('so :tada:')).toEqual({ at: 3, query: 'tada', ended: true });
  expect(typedName('-:')).toEqual({ at: 1, query: '', ended: false });
  for (const none of ['10:30', 'https://', 'a:b', ':)', ':-)', '::', '`:ta', '```\n:ta', '시간:오후', ': ta']) {
    expect(typedName(none), none).toBe(null);
  }
});

test('code, closed and not', () => {
  for (const inside of ['`', '`a', 'x `a', '```\na', '```js\n`x`\n']) expect(isInCode(inside), inside).toBe(true);
  for (const outside of ['', 'a', '`a`', '`a` b', '```\na\n```', '```\na\n``` b', 'a`\nb']) expect(isInCode(outside), outside).toBe(false);
});

test.each([
  ['great :tada: work', true],
  [':하트:', true],
  ['at 12:30:45, https://a.example:80/', false],
  ['`:tada:` only', false],
  ['so: a, or: b', false],
])('%j may have a name in it: %s', (text, expected) => expect(mayName(text)).toBe(expected));
