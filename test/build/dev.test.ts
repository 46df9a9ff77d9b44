import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { PROGRAM } from '../../build/setup/compile.mjs';

/** The text of all bundles of the program, with some options other than those of the shipped one. */
async function bundled(options: { dropLabels?: string[] } = {}): Promise<string> {
  const made = await Promise.all(
    PROGRAM.map((usual) => build({ ...usual, ...options, write: false, sourcemap: false })),
  );
  return made.flatMap(({ outputFiles }) => outputFiles.map(({ text }) => text)).join('');
}

const DEVELOPMENT = /METAMORPH_DEV_SERVER|nonce-development|EXCLUDE 127\.0\.0\.1|DEVELOPMENT:/g;

// Catches a shipped program that could be made to load its window from a server.
it('the shipped program has nothing of npm run dev', async () => {
  expect((await bundled()).match(DEVELOPMENT)).toBeNull();
  // What is looked for is what the other build has.
  expect(new Set((await bundled({ dropLabels: [] })).match(DEVELOPMENT)).size).toBe(4);
});
