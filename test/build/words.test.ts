import { ESLint } from 'eslint';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { wordRule, WORDS } from '../../build/lint/words.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');

async function lint(text: string): Promise<string[]> {
  const eslint = new ESLint({
    cwd: ROOT,
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.mjs'],
        plugins: { words: { rules: { usual: wordRule } } },
        rules: { 'words/usual': 'error' },
      },
    ],
  });
  const [result] = await eslint.lintText(text, { filePath: path.join(ROOT, 'build/x.mjs') });
  return result?.messages.map(({ message }) => message) ?? [];
}

// Catches a rule that never reports, by which the old words come back.
it.each([
  'const takenPicture = 1;',
  'class A { #told = 1; }',
  'const KEEPER = 1;',
  'class StoreError {}',
  '/** Hears of errors. */',
  '// Salvage what can be read.',
])('refuses %s', async (text) => {
  expect(await lint(text)).toHaveLength(1);
});

// Catches a rule so eager that plain English is refused.
it.each(['const taken = 1;', '// It was told so.', 'const storeError = 1;', 'const heard = 1;'])(
  'takes %s',
  async (text) => {
    expect(await lint(text)).toEqual([]);
  },
);

// Catches a list for people that says another thing than the rule.
it('CONTRIBUTING.md names every word', () => {
  const page =
    fs.readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8').split('## Words')[1] ?? '';
  const text = page.replace(/\s+/g, ' ');
  expect(WORDS.filter(([word, use]) => !text.includes(word) || !text.includes(use))).toEqual([]);
});
