/**
 * Moves a data folder, opens it at its new place and empties the old one, and ends itself without
 * warning before one operation of the database or of the file system. Arguments: the folder that is
 * looked into first, the new folder, module of the faulty driver, number of the operation (0 for none);
 * the operations that were begun are said.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { openStore } from '../../../electron/store/open';
import { endMove } from '../../../electron/recovery/endMove';
import { dataFolderOf } from '../../../electron/store/location';
import { moveData } from '../../../electron/recovery/move';

const [home = '', to = '', module = '', place = ''] = process.argv.slice(2);
const faulty = createRequire(import.meta.url)(module) as { step: (operation: string) => void };
const begun: string[] = [];
const say = (): void => void fs.writeSync(1, JSON.stringify(begun));

function step(operation: string): void {
  begun.push(operation);
  if (begun.length !== Number(place)) return;
  say();
  process.kill(process.pid, 'SIGKILL');
}

/** Calls `step` before a function of an object. */
function watch<Name extends string>(
  owner: Record<Name, (...args: never[]) => unknown>,
  name: Name,
): void {
  const original = owner[name];
  owner[name] = (...args) => {
    step(`${name} ${String(args[0])}`);
    return original(...args);
  };
}

const store = openStore({ folder: dataFolderOf(home), driver: module });
faulty.step = step;
watch(fs, 'renameSync');
watch(fs, 'rmSync');
watch(fs, 'rmdirSync');
watch(fs, 'mkdirSync');
watch(fs, 'writeFileSync');
watch(fs, 'copyFileSync');
watch(fs.promises, 'copyFile');
await moveData(store, home, to);
const moved = openStore({ folder: dataFolderOf(home), driver: module });
await endMove(moved, home);
moved.close();
say();
