import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWindowState, writeWindowState } from '../../electron/app/windowState';
import { dataFolders } from '../store/folder';

const folders = dataFolders();
const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
const bounds = { x: 40, y: 60, width: 900, height: 700 };

describe('the place of the window', () => {
  it('comes back as it was left', () => {
    const file = path.join(folders.make(), 'window.json');
    writeWindowState(file, { bounds, maximised: true });
    expect(readWindowState(file, [SCREEN])).toEqual({ bounds, maximised: true });
  });

  // Catches a file of the person's under the name of the temporary one.
  it('is written over nothing else', () => {
    const file = path.join(folders.make(), 'window.json');
    fs.writeFileSync(`${file}.tmp`, 'mine');
    writeWindowState(file, { bounds, maximised: true });
    expect(fs.readFileSync(`${file}.tmp`, 'utf8')).toBe('mine');
    expect(fs.readdirSync(path.dirname(file))).toHaveLength(2);
  });

  // Fault: a window that opens where no screen is (one was unplugged), so that nobody can reach it.
  it.each([
    { ...bounds, x: 5000 },
    { ...bounds, y: -690 },
    { ...bounds, x: -850 },
  ])('is forgotten where no screen shows it: %j', (away) => {
    const file = path.join(folders.make(), 'window.json');
    writeWindowState(file, { bounds: away, maximised: false });
    expect(readWindowState(file, [SCREEN])).toBeUndefined();
    expect(
      readWindowState(file, [SCREEN, { ...SCREEN, x: away.x - 10, y: away.y - 10 }]),
    ).toBeDefined();
  });

  // Fault: a damaged file that keeps the program from opening.
  it.each([
    '',
    '{',
    '{"bounds":{"x":1}}',
    'null',
    '{"bounds":{"x":0,"y":0,"width":1e9,"height":1},"maximised":1}',
  ])('is forgotten when the file is %j', (text) => {
    const file = path.join(folders.make(), 'window.json');
    fs.writeFileSync(file, text);
    expect(readWindowState(file, [SCREEN])).toBeUndefined();
  });
});
