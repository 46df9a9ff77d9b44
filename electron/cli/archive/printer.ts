import fs from 'node:fs';
import { CommandError, EXIT } from '../error';
import { runElectron } from '../ownElectron';

/**
 * A printer of pages to PDF: the studio's own Electron, started without a window.
 *
 * @param root folder of the program
 */
export function createPrinter(root: string) {
  return async (page: string, file: string, signal?: AbortSignal): Promise<void> => {
    const why = 'PDF is printed by';
    const { code, said } = await runElectron(root, 'print', [page, file], why, signal);
    if (signal?.aborted || (code === 0 && fs.existsSync(file))) return;
    throw new CommandError(
      EXIT.unexpected,
      `The page could not be printed to PDF${said === '' ? '' : ` (${said})`}: export it as HTML and print that in a browser.`,
    );
  };
}
