/**
 * Opens a data folder and ends itself without warning before one operation of the database.
 * Arguments: data folder, module of the faulty driver, number of the operation (0 for none: the number of operations is said).
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { openStore } from '../../../electron/store/open';

const [folder = '', module = '', place = ''] = process.argv.slice(2);
const faulty = createRequire(import.meta.url)(module) as { step: (operation: string) => void };
let done = 0;
faulty.step = (operation) => {
  done += 1;
  if (done !== Number(place)) return;
  fs.writeSync(1, operation);
  process.kill(process.pid, 'SIGKILL');
};
openStore({ folder, driver: module }).close();
fs.writeSync(1, String(done));
