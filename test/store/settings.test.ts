import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { hashOfKey, isKey } from '../../electron/api/key';
import { dataFolders } from './folder';

const folders = dataFolders();
const KEY = 'mm-a-key-that-an-older-program-kept';

/** Whether words stand in any file of a folder. */
const says = (folder: string, words: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => fs.readFileSync(file).includes(words));

// Would catch: a key in clear in the database, for whoever gets hold of the file or of a copy of it.
it('keeps the key of an older program as a hash, and its bytes nowhere', () => {
  const store = folders.open();
  const { folder } = store;
  const { apiKeyHash: _, ...settings } = store.settings.get();
  const older = JSON.stringify({ ...settings, apiKey: KEY, apiEnabled: true });
  store.database.run('INSERT INTO settings (id, value) VALUES (1, ?)', older);
  store.close();
  expect(says(folder, KEY)).not.toEqual([]);
  const opened = folders.open(folder);
  const { apiEnabled, apiKeyHash } = opened.settings.get();
  expect(apiEnabled).toBe(true);
  expect(apiKeyHash).toBe(hashOfKey(KEY));
  expect(isKey(KEY, apiKeyHash ?? '')).toBe(true);
  expect(isKey(`${KEY}.`, apiKeyHash ?? '')).toBe(false);
  opened.close();
  expect(says(folder, KEY)).toEqual([]);
});
