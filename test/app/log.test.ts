import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Log } from '../../electron/app/log';
import { dataFolders } from '../store/folder';

const folders = dataFolders();

describe('the log', () => {
  // Fault: a log without a bound, or one that loses the error that was just noted.
  it('turns over, keeps the newest and stays small', () => {
    const folder = path.join(folders.make(), 'logs');
    const log = new Log(folder);
    for (let index = 0; index < 60; index += 1) log.note(`${index} `.repeat(20_000));
    log.error('Here', new Error('the last', { cause: new Error('deeper') }));
    const files = fs.readdirSync(folder);
    expect(files.toSorted()).toEqual([
      'studio.1.log',
      'studio.2.log',
      'studio.3.log',
      'studio.log',
    ]);
    for (const file of files)
      expect(fs.statSync(path.join(folder, file)).size).toBeLessThan(640 * 1024);
    const newest = fs.readFileSync(path.join(folder, 'studio.log'), 'utf8');
    expect(newest).toMatch(/Here: Error: the last[^]*deeper/);
  });

  // Fault: a folder that cannot be written ends the program.
  it('is silent where it cannot write', () => {
    const file = path.join(folders.make(), 'file');
    fs.writeFileSync(file, '');
    expect(() => new Log(file).note('lost')).not.toThrow();
  });
});
