/** Electron as a printer: `electron print.js PAGE FILE` prints a page to a PDF and ends. */
import { app } from 'electron';
import { beginHidden } from '../app/hiddenWindow';
import { printPage } from '../app/printPage';

const [page, file] = process.argv.slice(-2);

beginHidden();
// The last window closing is not the end: the file is written after it.
app.on('window-all-closed', () => undefined);

async function print(): Promise<void> {
  if (page === undefined || file === undefined) throw new TypeError('Name a page and a file.');
  await app.whenReady();
  await printPage(page, file);
}

print().then(
  () => app.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    app.exit(1);
  },
);
