import { createHash, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';

import { checkNumberOf, sha256 } from './checknumber';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('the hash is SHA-256, at every length around its blocks', () => {
  for (let length = 0; length < 200; length++) {
    const message = Uint8Array.from({ length }, (_, at) => (at * 7 + length) % 256);
    expect(hex(sha256(message))).toBe(createHash('sha256').update(message).digest('hex'));
  }
});

test('a key has the number that the program tells of it', () => {
  // Made by server/identity.py.
  const key =
    'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6CW05gAZI1x4LlroSdDU6naKuVs30sx1duIqcSe-i4da' +
    'qkNSPL5-Y3W9bggKlI9mJctRdBlEcccdbvv8Ig5Oug';
  expect(checkNumberOf(key)).toBe('77525 52772 56725 81306 44332');
});

test('every number has five groups of five digits', () => {
  for (let at = 0; at < 50; at++) {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64url');
    expect(checkNumberOf(key)).toMatch(/^\d{5}( \d{5}){4}$/);
  }
  // A hash whose number begins with noughts.
  const short = Array.from({ length: 3000 }, (_, at) => checkNumberOf(btoa(String(at))));
  expect(short.every((one) => one !== null && /^\d{5}( \d{5}){4}$/.test(one))).toBe(true);
  expect(short.some((one) => one?.startsWith('00'))).toBe(true);
});

test('what is no key has no number', () => {
  expect(checkNumberOf('not base64!')).toBeNull();
});
