import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import { colourOf, INKS, initialOf, inkOf, lettersOf } from './names';

const sheet = readFileSync(new URL('../tokens.css', import.meta.url), 'utf8');

/** The [day, evening] values of a colour token. */
function token(name: string): [string, string] {
  const found = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(sheet);
  if (!found?.[1] || !found[2]) throw new Error(`no token --${name}`);
  return [found[1], found[2]];
}

/** Relative luminance after WCAG 2. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

/** `share` of one colour on another, as `color-mix(in srgb, …)` makes it. */
function mixed(one: string, share: number, other: string): string {
  const parts = [1, 3, 5].map((at) => {
    const [left, right] = [one, other].map((hex) => parseInt(hex.slice(at, at + 2), 16));
    return Math.round(left! * share + right! * (1 - share)).toString(16).padStart(2, '0');
  });
  return `#${parts.join('')}`;
}

const grounds = ['paper', 'sheet', 'wall', 'hover', 'celadon-tint'];
const themes = ['day', 'evening'] as const;

function worst(name: string, over: string[], theme: 0 | 1): number {
  return Math.min(...over.map((ground) => contrast(token(name)[theme], token(ground)[theme])));
}

for (const [theme, called] of themes.entries()) {
  const at = theme as 0 | 1;
  for (let ink = 0; ink < INKS; ink++) {
    test(`name colour ${ink} can be read in the ${called}`, () => {
      expect(worst(`name-${ink}`, grounds, at)).toBeGreaterThanOrEqual(4.5);
    });
    test(`the letter in name colour ${ink} stands out from its disc in the ${called}`, () => {
      const colour = token(`name-${ink}`)[at];
      const disc = mixed(colour, 0.14, token('sheet')[at]);
      expect(contrast(colour, disc)).toBeGreaterThanOrEqual(4.5);
    });
  }
  test(`soft ink, celadon and persimmon can be read in the ${called}`, () => {
    expect(worst('ink-soft', [...grounds, 'persimmon-tint'], at)).toBeGreaterThanOrEqual(4.5);
    expect(worst('celadon', grounds, at)).toBeGreaterThanOrEqual(4.5);
    expect(worst('persimmon', [...grounds, 'persimmon-tint'], at)).toBeGreaterThanOrEqual(4.5);
    expect(worst('on-celadon', ['celadon', 'celadon-press'], at)).toBeGreaterThanOrEqual(4.5);
    expect(worst('on-persimmon', ['persimmon', 'persimmon-press'], at)).toBeGreaterThanOrEqual(4.5);
  });
  test(`what is said is read with ease in the ${called}`, () => {
    expect(worst('ink', [...grounds, 'persimmon-tint'], at)).toBeGreaterThanOrEqual(7);
  });
  test(`the frame of a field is seen in the ${called}`, () => {
    expect(worst('line-strong', ['paper', 'sheet', 'wall'], at)).toBeGreaterThanOrEqual(3);
  });
}

test('a member keeps the colour, and members spread over all of them', () => {
  expect(inkOf('m_7f00')).toBe(inkOf('m_7f00'));
  const counts = new Array<number>(INKS).fill(0);
  for (let at = 0; at < 1200; at++) counts[inkOf(`g_${at.toString(16).padStart(32, '0')}`)]!++;
  expect(Math.min(...counts)).toBeGreaterThan(50);
});

test('a colour that was chosen is taken, if there is one of that number', () => {
  const own = `var(--name-${inkOf('m_7f00')})`;
  expect(colourOf('m_7f00', 0)).toBe('var(--name-0)');
  for (const none of [undefined, -1, INKS, 1.5]) expect(colourOf('m_7f00', none)).toBe(own);
});

test('letters are counted as people see them', () => {
  expect(lettersOf(' 민수야 ', 2)).toEqual(['민', '수']);
  expect(lettersOf('e\u0301a', 1)).toEqual(['e\u0301']);
  expect(lettersOf('', 2)).toEqual([]);
});

test('the initial of a name is one whole character', () => {
  expect(initialOf('민수')).toBe('민');
  expect(initialOf('  dana')).toBe('D');
  expect(initialOf('😀 smile')).toBe('😀');
  expect(initialOf('👩‍👩‍👧 family')).toBe('👩‍👩‍👧');
  expect(initialOf('')).toBe('·');
});
