import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** KaTeX names each font in three forms; the window reads the first, and holds no other. */
const oneFormOfFonts: Plugin = {
  name: 'one-form-of-fonts',
  enforce: 'pre',
  transform(code, id) {
    if (!/katex(\.min)?\.css/.test(id)) return undefined;
    return code.replace(/,\s*url\([^)]+\.(?:woff|ttf)\) format\([^)]+\)/g, '');
  },
};

/** The window's bundle: relative paths, since the program serves it by its own protocol. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react(), oneFormOfFonts],
  // What reads videos is loaded by its thread when the first one comes.
  worker: { format: 'es' },
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    sourcemap: false,
    // Fonts within a style would need a looser policy.
    assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined),
    // One language's words and one view's code: the size is watched by tests, not by a warning.
    chunkSizeWarningLimit: 2000,
  },
});
