import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFaults, reportOf } from '../../electron/recovery/check';
import { makeBackup } from '../../electron/recovery/backups';
import { repair } from '../../electron/recovery/repair';
import type { Store } from '../../electron/store/open';
import { storedExample } from '../archive/fixtures';
import { contents, dataFolders } from '../store/folder';

const folders = dataFolders();

const report = async (store: Store) => reportOf(store, await findFaults(store));
const picturesOf = (store: Store): string[] =>
  fs.readdirSync(path.join(store.folder, 'images')).sort();

describe('the check of all data', () => {
  // Fault: a check that finds faults where there are none, or changes what it looks at.
  it('finds nothing wrong in a sound store and leaves it alone', async () => {
    const store = folders.open();
    await storedExample(store);
    const before = contents(path.join(store.folder, 'images'));
    expect(await report(store)).toEqual({
      conversations: 1,
      messages: 3,
      images: 2,
      tokens: 2,
      findings: [],
    });
    expect(contents(path.join(store.folder, 'images'))).toEqual(before);
  });

  // Fault: bytes that changed on the disk and are shown, or swept, without a word.
  it('finds each kind of fault by its name, and mends it from a copy without deleting', async () => {
    const store = folders.open();
    const { id } = await storedExample(store);
    await makeBackup(store, 'asked');
    const [first = '', second = ''] = picturesOf(store);
    const place = (name: string) => path.join(store.folder, 'images', name);
    const whole = [first, second].map((name) => fs.readFileSync(place(name), 'base64'));
    fs.writeFileSync(place(first), 'damaged bytes');
    fs.rmSync(place(second));
    const stray = place('f'.repeat(64));
    fs.writeFileSync(stray, 'nobody names this');
    fs.utimesSync(stray, 1, 1);
    store.database.script('PRAGMA foreign_keys = OFF');
    store.database.run(
      `UPDATE message SET parent_id = '00000000-0000-4000-8000-00000000dead'
       WHERE number = (SELECT max(number) FROM message)`,
    );
    store.database.script('PRAGMA foreign_keys = ON');
    store.database.run(`INSERT INTO part_text (part_text) VALUES ('delete-all')`);

    const found = await report(store);
    expect(found.findings.map(({ kind, count, restorable }) => [kind, count, restorable])).toEqual([
      ['rows', 1, 0],
      ['search', 1, 0],
      ['imageDamaged', 1, 1],
      ['imageMissing', 1, 1],
      ['unnamed', 1, 0],
    ]);

    const repaired = await repair(store);
    expect(repaired.report.findings).toEqual([]);
    expect(repaired).toMatchObject({ quarantined: 2, restored: 2, restart: false });
    expect([first, second].map((name) => fs.readFileSync(place(name), 'base64'))).toEqual(whole);
    const aside = [...contents(repaired.aside ?? '').values()].map((bytes) =>
      Buffer.from(bytes, 'base64').toString(),
    );
    expect(aside.sort()).toEqual(['damaged bytes', 'nobody names this']);
    // The message whose parent is gone begins a branch of its own, with all it said.
    expect(store.messages.all(id)).toHaveLength(3);
    expect(store.search.find('hat').length).toBeGreaterThan(0);
  });

  // Fault: rows that fit nowhere deleted instead of written down.
  it('writes rows that fit nowhere to a file before it takes them out', async () => {
    const store = folders.open();
    await storedExample(store);
    store.database.script('PRAGMA foreign_keys = OFF');
    store.database.run('DELETE FROM picture');
    store.database.script('PRAGMA foreign_keys = ON');
    const repaired = await repair(store);
    expect(repaired.report.findings).toEqual([]);
    const left = fs.readFileSync(path.join(repaired.aside ?? '', 'rows.jsonl'), 'utf8');
    const tables = left
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { table: string }).table);
    expect(tables).toContain('rendering');
    expect(tables).toContain('part');
    expect(tables).toHaveLength(repaired.quarantined);
  });

  // Fault: a check of many pictures that cannot be stopped.
  it('can be stopped', async () => {
    const store = folders.open();
    await storedExample(store);
    await expect(findFaults(store, { signal: AbortSignal.abort() })).rejects.toThrow(/stopped/);
  });
});
