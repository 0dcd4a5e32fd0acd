import { expect, test } from 'vitest';

import type { Member } from '../wire';
import { calledIn } from './called';
import { calledPieces } from './pieces';

const members: Member[] = [
  { id: 'm_minsu', name: '민수', online: true },
  { id: 'm_minsujeong', name: '민수정', online: true },
  { id: 'm_dana', name: 'Dana', online: true },
  { id: 'm_dana2', name: 'Dana Kim', online: false },
];

function called(text: string, everybody = false): string[] {
  return calledIn(text, members, [], everybody).map((one) => one.member);
}

test('a name typed by hand calls, with what hangs on to it in Korean', () => {
  expect(called('@민수 차 마실래요?')).toEqual(['m_minsu']);
  expect(called('@민수야, @Dana랑 와')).toEqual(['m_minsu', 'm_dana']);
  expect(called('(@Dana)')).toEqual(['m_dana']);
  expect(called('그거@민수')).toEqual(['m_minsu']);
});

test('the longer name is meant, and the middle of a word is none', () => {
  expect(called('@민수정')).toEqual(['m_minsujeong']);
  expect(called('@Dana Kim!')).toEqual(['m_dana2']);
  expect(called('@민수경 @Danaë @Dana2 dana@Dana.org @dana')).toEqual([]);
});

test('who was chosen is meant, whatever follows, and of two the one chosen', () => {
  const chosen = [{ member: 'm_gone', name: '민수' }];
  expect(calledIn('@민수짱', members, chosen, false)).toEqual(chosen);
});

test('nobody is meant twice, and no more than may be', () => {
  expect(called('@Dana @Dana')).toEqual(['m_dana']);
  const crowd = Array.from({ length: 30 }, (_, n) => ({ id: `m_${n}`, name: `N${n}x`, online: true }));
  expect(calledIn(crowd.map((one) => `@${one.name}`).join(' '), crowd, [], false)).toHaveLength(20);
});

test('only who may calls everybody', () => {
  expect(called('@all @모두')).toEqual([]);
  expect(called('@모두 와요', true)).toEqual(['all']);
  expect(called('@allison', true)).toEqual([]);
});

test('a text is cut where it means somebody', () => {
  const dana = { member: 'm_dana', name: 'Dana' };
  const kim = { member: 'm_dana2', name: 'Dana Kim' };
  expect(calledPieces('hi @Dana Kim, @Dana!', [dana, kim])).toEqual([
    { text: 'hi ' },
    { text: '@Dana Kim', mention: kim },
    { text: ', ' },
    { text: '@Dana', mention: dana },
    { text: '!' },
  ]);
  expect(calledPieces('x@Dana', [dana])).toEqual([{ text: 'x@Dana' }]);
  expect(calledPieces('', [dana])).toEqual([]);
});
