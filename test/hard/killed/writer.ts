/**
 * Imports or exports without end and says what is done; its parent kills it without warning.
 * Arguments: `import` or `export`, data folder, folder of the archives.
 */
import fs from 'node:fs';
import path from 'node:path';
import { exportArchive } from '../../../electron/archive/exportArchive';
import { importSource } from '../../../electron/archive/import';
import { openArchive } from '../../../electron/archive/openArchive';
import { openStore } from '../../../electron/store/open';

const [mode = '', folder = '', archives = ''] = process.argv.slice(2);
const store = openStore({ folder });
const say = (line: unknown): void => void fs.writeSync(1, `${JSON.stringify(line)}\n`);

say({ ready: true });
if (mode === 'import') {
  for (const name of fs.readdirSync(archives).sort()) {
    const source = await openArchive(path.join(archives, name));
    const { list } = await importSource(store, source);
    source.close();
    say({ done: list.map(({ id }) => id) });
  }
} else {
  for (let round = 0; ; round += 1) {
    // Every other one takes the place of a file that is there.
    const name = round % 2 === 0 ? 'again.metamorph' : `${round}.metamorph`;
    await exportArchive(store, { kind: 'all' }, path.join(archives, name), true);
    say({ done: [name] });
  }
}
