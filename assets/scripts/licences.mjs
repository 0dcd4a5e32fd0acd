// Writes down which packages the built page is made of, and their licences, as they themselves say:
// built/licences.json, read by server/licences.py.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TEXT = /^(licen[cs]e|copying|notice|ofl)/i;

/**
 * The folder of the package that a module belongs to; null for our own.
 * @param {string} id
 * @returns {string | null}
 */
function folderOf(id) {
  const path = id.replace(/^.*\0/, '').replace(/\?.*$/, '');
  const found = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path);
  return found && existsSync(join(found[0], 'package.json')) ? found[0] : null;
}

/** @param {string} folder */
function partOf(folder) {
  const named = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = [folder, join(folder, 'dist')]
    .filter((place) => existsSync(place))
    .flatMap((place) => readdirSync(place, { withFileTypes: true }).map((file) => ({ file, place })))
    .filter(({ file }) => file.isFile() && TEXT.test(file.name))
    .map(({ file, place }) => readFileSync(join(place, file.name), 'utf8'));
  const licence = typeof named.license === 'string' ? named.license : (named.license?.type ?? '?');
  return { name: named.name, version: named.version, licence, text: texts.join('\n\n') };
}

/** @returns {import('vite').Plugin} */
export function licences() {
  const folders = new Set();
  return {
    name: 'licences',
    apply: 'build',
    moduleParsed({ id }) {
      const folder = folderOf(id.replaceAll('\\', '/'));
      if (folder) folders.add(folder);
    },
    generateBundle() {
      const parts = [...folders].map(partOf).sort((one, other) => (one.name < other.name ? -1 : 1));
      this.emitFile({ type: 'asset', fileName: 'licences.json', source: JSON.stringify(parts) });
    },
  };
}
