import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../electron/archive/openSource';
import { inspectPicture } from '../../electron/images/inspect';
import { dataFolders } from '../store/folder';
import { png } from './fixtures';
import { rawZip } from './rawZip';

const folders = dataFolders();
const work = { inspect: inspectPicture };

describe('what is nothing of these', () => {
  // Fault: a foreign file that is taken for something, or a failure without a sentence.
  it.each<[string, (file: string) => void]>([
    ['JSON of another program', (file) => fs.writeFileSync(file, '{"hello": 1}')],
    [
      'a zip of another program',
      (file) => rawZip(file, [{ name: 'readme.txt', bytes: Buffer.from('x') }]),
    ],
    ['a picture', (file) => fs.writeFileSync(file, png(1))],
    ['an empty file', (file) => fs.writeFileSync(file, '')],
    ['an empty folder', (file) => fs.mkdirSync(file)],
    ['half of JSON', (file) => fs.writeFileSync(file, '[{"mapping":')],
    ['deep JSON', (file) => fs.writeFileSync(file, '['.repeat(100_000))],
  ])('is refused in one sentence: %s', async (_, write) => {
    const file = path.join(folders.make(), 'unknown');
    write(file);
    const error = await openSource(file, work).catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty('name', 'AppError');
    expect((error as Error).message).toMatch(/^[^\n]+\.$/);
  });
});
