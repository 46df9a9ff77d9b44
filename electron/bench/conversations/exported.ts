import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { bounded, median, type Figure } from '../figures';
import { makeOne } from './sampleStore';

/** How much is exported and how often. */
export interface ExportEffort {
  readonly messages: number;
  readonly pictures: number;
  readonly rounds: number;
}

export const WHOLE_EXPORT: ExportEffort = { messages: 1000, pictures: 300, rounds: 3 };
export const QUICK_EXPORT: ExportEffort = { messages: 100, pictures: 30, rounds: 1 };

/** Each format with the seconds that it may take. */
const FORMATS = [
  { end: 'metamorph', name: 'an archive', most: 3 },
  { end: 'html', name: 'a web page', most: 3 },
  { end: 'pdf', name: 'a PDF', most: 20 },
] as const;

/**
 * Exports a made conversation by the command, the start of the command included.
 *
 * @param root absolute folder of the repository, with the bundle of the command in `out`
 * @throws Error with what the command said, when it fails or writes nothing
 */
export async function measureExports(root: string, effort: ExportEffort): Promise<Figure[]> {
  const { messages, pictures, rounds } = effort;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'metamorph-bench-'));
  try {
    const data = path.join(folder, 'data');
    makeOne(data, messages, pictures);
    const times = FORMATS.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [place, { end }] of FORMATS.entries()) {
        const file = path.join(folder, `${round}.${end}`);
        const begin = performance.now();
        await runExport(root, data, file);
        times[place]?.push((performance.now() - begin) / 1000);
        if ((await stat(file)).size === 0) throw new Error(`${file} was left empty.`);
      }
    }
    const count = `${messages.toLocaleString('en-GB')} messages with ${pictures} pictures`;
    return FORMATS.map(({ name, most }, place) =>
      bounded(`${count} exported as ${name}`, median(times[place] ?? []), 's', { most }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runExport(root: string, data: string, file: string): Promise<void> {
  const script = path.join(root, 'out', 'archive.js');
  const words = [script, 'export', '--data', data, '--out', file];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The export to ${file} failed: ${said.trim()}`);
}
