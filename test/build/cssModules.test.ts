import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const RENDERER = path.resolve(import.meta.dirname, '../../renderer');
const sources = fs
  .readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => path.join(RENDERER, name));

/** Classes that a source uses of its CSS modules and that are not there. */
function missingClasses(file: string, text: string): string[] {
  return [...text.matchAll(/import (\w+) from '(\.[^']+\.module\.css)'/g)].flatMap(
    ([, name = '', from = '']) => {
      const css = fs.readFileSync(path.resolve(path.dirname(file), from), 'utf8');
      const known = new Set([...css.matchAll(/\.([A-Za-z_]\w*)/g)].map(([, known]) => known));
      const used = [...text.matchAll(new RegExp(`(?<![\\w'.])${name}\\.(\\w+)`, 'g'))];
      return used.map(([, one = '']) => one).filter((one) => !known.has(one));
    },
  );
}

// Catches a class that got another name on one side alone: types say nothing of it, and the page
// falls apart.
it('components use only classes that their CSS modules have', () => {
  const missing = sources.flatMap((file) =>
    missingClasses(file, fs.readFileSync(file, 'utf8')).map((one) => `${file}: ${one}`),
  );
  expect(missing).toEqual([]);
  const example = path.join(RENDERER, 'views/library/Tile.tsx');
  const broken = fs.readFileSync(example, 'utf8').replaceAll('classes.cell', 'classes.gone');
  expect(missingClasses(example, broken)).toContain('gone');
});
