// Runs a process of the program, whose file is the last argument, and collects when it is signalled.
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import vm from 'node:vm';

const COLLECTIONS = 3;
/** @type {{ postMessage(message: string): void }} */
const port = Reflect.get(process, 'parentPort');
v8.setFlagsFromString('--expose-gc');
/** @type {unknown} */
const made = vm.runInNewContext('gc');
const collect = /** @type {NodeJS.GCFunction} */ (made);

process.on('SIGUSR2', () => {
  void (async () => {
    for (let time = 0; time < COLLECTIONS; time += 1) {
      collect({ type: 'major', flavor: 'last-resort' });
      await new Promise((resolve) => setImmediate(resolve));
    }
    port.postMessage('collected');
  })();
});
await import(pathToFileURL(process.argv.pop() ?? '').href);
