import fs from 'node:fs/promises';
import path from 'node:path';

/** What of a fallback Electron's folder is the program's own and lies elsewhere when it is packed. */
const SQLITE = 'node_modules';
/** Where a development build keeps it, and says what it is. */
const DEVELOPMENT = 'development';

/**
 * Puts the packed folder in order before its fuses are set. A fallback Electron comes with an
 * application of its own and with the only SQLite that fits it; such a folder is marked as a
 * development build.
 *
 * @param {Pick<import('electron-builder').AfterPackContext, 'appOutDir'> & { packager: { getResourcesDir(folder: string): string } }} context
 */
export async function afterPack({ appOutDir, packager }) {
  const resources = packager.getResourcesDir(appOutDir);
  // The fallback's folder for programs in development would be loaded instead of the archive.
  await fs.rm(path.join(resources, 'app'), { recursive: true, force: true });
  const brought = path.join(appOutDir, SQLITE);
  if (!(await fs.stat(brought).catch(() => undefined))) return;
  const folder = path.join(resources, DEVELOPMENT);
  await fs.rm(folder, { recursive: true, force: true });
  await fs.mkdir(folder);
  await fs.rename(brought, path.join(folder, SQLITE));
  await fs.writeFile(
    path.join(appOutDir, 'DEVELOPMENT-BUILD.txt'),
    'This folder was made with an older Electron that stands in for the current one.\n' +
      'It is for trying the packed program, and for no user.\n',
  );
}
