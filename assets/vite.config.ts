import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

import { checkWords } from './scripts/check-words.mjs';
import { licences } from './scripts/licences.mjs';

/** A word that is missing in one language fails every build, not only `npm run check`. */
const words: Plugin = { name: 'words', buildStart: () => checkWords() };

export default defineConfig(({ mode }) => ({
  base: '/assets/',
  publicDir: false,
  plugins: [words, licences(), svelte()],
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  build: {
    outDir: 'built',
    emptyOutDir: true,
    // The page template asks the manifest for the names of the entry's script and styles.
    manifest: 'manifest.json',
    rolldownOptions: {
      input: 'src/main.ts',
      output: {
        entryFileNames: '[name]-[hash].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: ({ names }) =>
          names[0]?.endsWith('.woff2') ? 'fonts/[name]-[hash][extname]' : '[name]-[hash][extname]',
      },
    },
    // An inlined font would be a data: address, which the page's policy refuses.
    assetsInlineLimit: 0,
    modulePreload: false,
    target: ['chrome110', 'safari15.4', 'firefox110'],
    reportCompressedSize: false,
    // The names of all emoji, in one language; fetched when the picker opens.
    chunkSizeWarningLimit: 700,
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
}));
