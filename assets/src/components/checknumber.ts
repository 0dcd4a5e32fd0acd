/**
 * The number by which people tell a key, from the key itself, as `server/identity.py` makes it.
 *
 * A page on `http://192.168…` has no `crypto.subtle`, so SHA-256 is spelled out here (FIPS 180-4).
 * It is used for nothing but this number.
 */

/** The first 32 bits of the fractional parts of the `power`-th roots of the first primes. */
function rootsOfPrimes(count: number, power: number): Uint32Array {
  const words = new Uint32Array(count);
  for (let prime = 2, found = 0; found < count; prime++) {
    let divisor = 2;
    while (divisor * divisor <= prime && prime % divisor !== 0) divisor++;
    if (divisor * divisor <= prime) continue;
    words[found++] = Math.floor((prime ** (1 / power) % 1) * 2 ** 32);
  }
  return words;
}

const CONSTANTS = rootsOfPrimes(64, 3);

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

export function sha256(message: Uint8Array): Uint8Array {
  const length = Math.ceil((message.length + 9) / 64) * 64;
  const padded = new Uint8Array(length);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(length - 4, message.length << 3);

  const state = rootsOfPrimes(8, 2);
  const words = new Uint32Array(64);
  for (let start = 0; start < length; start += 64) {
    for (let at = 0; at < 64; at++) {
      if (at < 16) {
        words[at] = view.getUint32(start + 4 * at);
        continue;
      }
      const [early, late] = [words[at - 15]!, words[at - 2]!];
      const one = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
      const two = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
      words[at] = words[at - 16]! + one + words[at - 7]! + two;
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [
      number, number, number, number, number, number, number, number,
    ];
    for (let at = 0; at < 64; at++) {
      const mixed = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const one = (h + mixed + ((e & f) ^ (~e & g)) + CONSTANTS[at]! + words[at]!) | 0;
      const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => (state[at] = state[at]! + word));
  }
  const digest = new Uint8Array(32);
  state.forEach((word, at) => new DataView(digest.buffer).setUint32(4 * at, word));
  return digest;
}

/** Five groups of five digits for a public key (base64url); null for what is none. */
export function checkNumberOf(key: string): string | null {
  let bytes: string;
  try {
    bytes = atob(key.replace(/-/g, '+').replace(/_/g, '/'));
  } catch {
    return null;
  }
  const digest = sha256(Uint8Array.from(bytes, (one) => one.charCodeAt(0)));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const digits = String(BigInt(`0x${hex}`) % 10n ** 25n).padStart(25, '0');
  return digits.replace(/(\d{5})(?=\d)/g, '$1 ');
}
