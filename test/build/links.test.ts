import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../build/setup/places.mjs';

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  ...fs.readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));

// Catches a page that names a page, a folder or a picture which was moved.
it.each(PAGES)('%s links to what is there', (page) => {
  const text = fs.readFileSync(path.join(ROOT, page), 'utf8');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(
    ([, one, two]) => one ?? two,
  );
  const near = links.flatMap((link = '') => (/^[a-z]+:/.test(link) ? [] : link.split('#')[0]));
  const gone = near.filter(
    (link = '') => link !== '' && !fs.existsSync(path.join(ROOT, path.dirname(page), link)),
  );
  expect(gone).toEqual([]);
});
