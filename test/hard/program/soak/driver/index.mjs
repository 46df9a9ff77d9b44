// Loads the program whose folder is the last argument and obeys the test that started it. Playwright
// is not used: to watch a window is to keep what it loads, and its memory then grows by that.
import { app, BrowserWindow, utilityProcess } from 'electron';
import path from 'node:path';
import process from 'node:process';

/**
 * What the test says.
 *
 * @typedef {{ id: number, order: 'window' | 'rest' | 'quit', code?: string }} Order
 *
 * A process of the program.
 * @typedef {{ name: string, pid: number }} Running
 */

const CHILD = path.join(import.meta.dirname, 'child.mjs');
const COLLECTIONS = 3;
/** As where memory is short: what is free is given back, too. */
const THOROUGHLY = /** @type {const} */ ({ type: 'major', flavor: 'last-resort' });

// Nothing attaches to this program, so it need not wait for that.
Reflect.set(globalThis, 'watched', true);

/** @type {Set<Electron.UtilityProcess>} */
const children = new Set();
const fork = utilityProcess.fork.bind(utilityProcess);
utilityProcess.fork = (file, args = [], options = {}) => {
  const child = fork(CHILD, [...args, file], options);
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
};

/** Collects in this process what nothing holds; finalizers run between two collections. */
async function collectHere() {
  for (let time = 0; time < COLLECTIONS; time += 1) {
    globalThis.gc?.(THOROUGHLY);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** @param {Electron.UtilityProcess} child */
function collectIn(child) {
  return new Promise((resolve) => {
    child.once('exit', resolve);
    /** @param {unknown} message */
    const onMessage = (message) => {
      if (message !== 'collected') return;
      child.off('message', onMessage);
      child.off('exit', resolve);
      resolve(undefined);
    };
    child.on('message', onMessage);
    if (child.pid !== undefined) process.kill(child.pid, 'SIGUSR2');
  });
}

/**
 * Lets every process give back what it holds for speed alone, as where memory runs short, so that what
 * is left is what it keeps.
 *
 * @returns {Promise<Running[]>} all processes
 */
async function rest() {
  for (const { webContents } of BrowserWindow.getAllWindows()) {
    webContents.debugger.attach('1.3');
    try {
      for (let time = 0; time < COLLECTIONS; time += 1) {
        await webContents.debugger.sendCommand('HeapProfiler.collectGarbage');
      }
      await webContents.debugger.sendCommand('Memory.prepareForLeakDetection');
      await webContents.debugger.sendCommand('Memory.simulatePressureNotification', {
        level: 'critical',
      });
      await webContents.debugger.sendCommand('HeapProfiler.collectGarbage');
    } finally {
      webContents.debugger.detach();
    }
  }
  await Promise.all([...children].map(collectIn));
  await collectHere();
  return app.getAppMetrics().map(({ name, type, pid }) => ({ name: name ?? type, pid }));
}

/** @returns {Promise<BrowserWindow>} */
const firstWindow = () =>
  new Promise((resolve) => {
    app.once('browser-window-created', (_event, window) => resolve(window));
  });

/**
 * @param {Order} order
 * @returns {Promise<unknown>}
 */
async function obey({ order, code = '' }) {
  if (order === 'rest') return rest();
  if (order === 'quit') {
    setImmediate(() => app.quit());
    return null;
  }
  const [window = await firstWindow()] = BrowserWindow.getAllWindows();
  return window.webContents.executeJavaScript(code);
}

process.on('message', (message) => {
  const order = /** @type {Order} */ (message);
  obey(order).then(
    (value) => process.send?.({ id: order.id, value }),
    (error) => process.send?.({ id: order.id, error: String(error) }),
  );
});
await import('../../../../../electron/testing/inspector/index.mjs');
