/**
 * Holds the two languages together: the same keys in the same files, the same {places} in each
 * sentence, nothing empty. Run by every build; `npm run check` also finds keys that nobody uses.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src', import.meta.url));
const languages = ['en', 'ko'];

/** Keys put together at run time, from a code that the server sends. */
const composed = ['admission.', 'asks.', 'error.', 'invites.', 'network.', 'manage.slow.', 'note.', 'person.role.', 'private.error.', 'room.typing.'];

/** @param {string} folder @returns {string[]} */
function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

/** @param {string} text */
function places(text) {
  return [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort().join(' ');
}

/**
 * Throws one error that names every fault.
 * @param {{ unused?: boolean }} [options] `unused`: a key that nobody uses is a fault too
 */
export function checkWords({ unused = false } = {}) {
  /** @type {string[]} */
  const faults = [];
  /** @type {Set<string>} */
  const known = new Set();
  const parts = languages.map((language) => readdirSync(join(source, 'i18n', language)).sort());
  if (String(parts[0]) !== String(parts[1])) faults.push(`files differ: ${parts[0]} / ${parts[1]}`);
  for (const part of parts[0] ?? []) {
    const [en, ko] = languages.map((language) => {
      /** @type {Record<string, string>} */
      const words = JSON.parse(readFileSync(join(source, 'i18n', language, part), 'utf8'));
      return words;
    });
    if (!en || !ko) continue;
    for (const key of new Set([...Object.keys(en), ...Object.keys(ko)])) {
      const [left, right] = [en[key], ko[key]];
      if (known.has(key)) faults.push(`${part}: ${key} stands in two files`);
      known.add(key);
      if (!left) faults.push(`en/${part}: ${key} is missing`);
      if (!right) faults.push(`ko/${part}: ${key} is missing`);
      if (left && right && places(left) !== places(right)) {
        faults.push(`${part}: ${key} has other {places} in Korean`);
      }
    }
  }
  if (unused) faults.push(...unusedOf(known));
  if (faults.length) throw new Error(`the words do not match:\n  ${faults.join('\n  ')}`);
}

/** @param {Set<string>} known */
function unusedOf(known) {
  const faults = [];
  const code = files(source)
    .filter((path) => /\.(ts|svelte)$/.test(path) && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  for (const key of known) {
    // A plural is asked for by its stem: many('room.new', 3) reads room.new.one or room.new.other.
    const stem = key.replace(/\.(one|other)$/, '');
    const used = [key, stem].some((name) => code.includes(`'${name}'`) || code.includes(`"${name}"`));
    if (!used && !composed.some((start) => key.startsWith(start))) {
      faults.push(`${key} is used nowhere`);
    }
  }
  return faults;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    checkWords({ unused: true });
  } catch (fault) {
    console.error(String(fault));
    process.exit(1);
  }
}
