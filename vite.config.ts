import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window's bundle: relative paths, since the program serves it by its own protocol. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  // What reads videos is loaded by its thread when the first one comes.
  worker: { format: 'es' },
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    sourcemap: false,
    // One language's words and one view's code: the size is watched by tests, not by a warning.
    chunkSizeWarningLimit: 2000,
  },
});
