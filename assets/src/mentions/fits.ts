/**
 * Whether a name is what somebody is typing: by its beginning, by any part of it, and in Hangul by
 * the first consonants of its syllables (ㅁㅅ finds 민수), also in the middle of a syllable that is
 * still being put together.
 */

const INITIALS = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'];
const FINALS = ['', ...'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ'];
/** Some keyboards put two consonants into one sign. */
const PAIRS: Record<string, string> = {
  ㄳ: 'ㄱㅅ', ㄵ: 'ㄴㅈ', ㄶ: 'ㄴㅎ', ㄺ: 'ㄹㄱ', ㄻ: 'ㄹㅁ', ㄼ: 'ㄹㅂ',
  ㄽ: 'ㄹㅅ', ㄾ: 'ㄹㅌ', ㄿ: 'ㄹㅍ', ㅀ: 'ㄹㅎ', ㅄ: 'ㅂㅅ',
};
const [FIRST, LAST, BLOCK] = [0xac00, 0xd7a3, 28];

/** How well `name` fits, 0 the best; null: it does not. */
export function fit(name: string, typed: string): number | null {
  const whole = fold(name);
  let best: number | null = null;
  for (const query of readings(fold(typed))) {
    for (let at = 0; at <= whole.length - query.length; at++) {
      if (!fitsAt(whole, query, at)) continue;
      const rank = at === 0 ? 0 : /[\p{L}\p{N}]/u.test(whole[at - 1]!) ? 2 : 1;
      if (best === null || rank < best) best = rank;
    }
  }
  return best;
}

function fold(text: string): string[] {
  return [...text.normalize('NFC').toLowerCase()].flatMap((sign) => [...(PAIRS[sign] ?? sign)]);
}

/** What is typed, also as it may go on: the consonant below a syllable may begin the next one. */
function readings(query: string[]): string[][] {
  const last = syllable(query.at(-1));
  if (!last?.final) return [query];
  const signs = [...(PAIRS[last.final] ?? last.final)];
  const next = signs.at(-1)!;
  if (!INITIALS.includes(next)) return [query];
  const kept = signs.length > 1 ? FINALS.indexOf(signs[0]!) : 0;
  return [query, [...query.slice(0, -1), String.fromCharCode(last.open + kept), next]];
}

function fitsAt(name: string[], query: string[], at: number): boolean {
  return query.every((sign, place) => {
    const there = name[at + place]!;
    if (there === sign) return true;
    const block = syllable(there);
    if (!block) return false;
    if (sign === block.initial) return true;
    // 미 on its way to 민
    const begun = place === query.length - 1 ? syllable(sign) : null;
    return begun !== null && !begun.final && begun.open === block.open;
  });
}

/** A Hangul syllable taken apart; `open`: without what stands below it. */
function syllable(sign: string | undefined): { initial: string; final: string; open: number } | null {
  const code = sign?.charCodeAt(0) ?? 0;
  if (code < FIRST || code > LAST) return null;
  const place = code - FIRST;
  return {
    initial: INITIALS[Math.floor(place / (21 * BLOCK))]!,
    final: FINALS[place % BLOCK]!,
    open: code - (place % BLOCK),
  };
}
