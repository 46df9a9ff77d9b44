import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { DATABASE, openStore } from '../../../electron/store/open';
import { makeBackup } from '../../../electron/recovery/backups';
import { dataFolderOf } from '../../../electron/store/location';
import { endMove } from '../../../electron/recovery/endMove';
import { moveData } from '../../../electron/recovery/move';
import { storedExample } from '../../archive/fixtures';
import type { PartRef } from './place';

const PARTS = [
  'images',
  'tokens',
  'thumbnails',
  'copies',
  'aside',
  'packages',
  'features',
  'window',
];

/** The folder that the data was moved out of. */
export const movePlace: PartRef = {
  name: 'a folder that the data was moved out of',
  async prepare({ dice, scattered, folder }) {
    const home = folder();
    let from = home;
    if (dice.below(2) === 0) {
      // Moved a second time, it leaves a folder that is not the first of all.
      const first = openStore({ folder: home });
      from = path.join(folder(), 'first');
      await moveData(first, home, from);
      const second = openStore({ folder: from });
      expect(await endMove(second, home)).toBeUndefined();
      second.close();
    }
    const store = openStore({ folder: from });
    await storedExample(store);
    await makeBackup(store, 'asked');
    const [picture = ''] = fs.readdirSync(path.join(from, 'images'));
    for (const name of PARTS) scattered.over(path.join(from, name));
    scattered.over(path.join(from, 'copies', 'images'));
    scattered.over(from, 'incoming-0123456789abcd', 'studio.db.mine');
    return async () => {
      const to = path.join(folder(), 'new');
      await moveData(store, home, to);
      expect(dataFolderOf(home)).toBe(to);
      const moved = openStore({ folder: to });
      expect(moved.conversations.list()).toHaveLength(1);
      expect(await endMove(moved, home)).toBeUndefined();
      moved.close();
      const left = [DATABASE, path.join('images', picture)];
      expect(left.filter((name) => fs.existsSync(path.join(from, name)))).toEqual([]);
    };
  },
};
