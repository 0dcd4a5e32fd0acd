import { expect, test } from 'vitest';

import { isEmojiAlone } from './emoji';

test.each(['😀', '👍\ufe0f', '👍🏽', '❤️', '👨‍👩‍👧‍👦', '🇰🇷', '1️⃣', '🎉🎉🎉', ' 😀 😀\n', '🏳️‍🌈', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '☺️', '👩🏽‍💻'])('%s stands alone', (text) => {
  expect(isEmojiAlone(text)).toBe(true);
});
test.each(['', ' ', '1', '#', '123', 'a😀', '😀😀😀😀', '☎', '©', '😀!', '안녕'])('%j does not', (text) => {
  expect(isEmojiAlone(text)).toBe(false);
});
