import { app, nativeImage, type BrowserWindow, type NativeImage } from 'electron';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** Size of the icon under the pointer, in pixels. */
const SIDE = 64;

/**
 * Starts a system drag of files from a window; the person drops them wherever files are accepted.
 *
 * @param files absolute paths
 */
export async function dragOut(
  window: BrowserWindow | undefined,
  files: readonly string[],
): Promise<void> {
  const [file] = files;
  if (!window || window.isDestroyed() || file === undefined) {
    throw new AppError('missing', t('drag.gone'));
  }
  window.webContents.startDrag({ file, files: [...files], icon: await signOf(file) });
}

/** A thumbnail of a picture, the system's icon for the kind of file, or a plain sheet. */
async function signOf(file: string): Promise<NativeImage> {
  const picture = nativeImage.createFromPath(file);
  if (!picture.isEmpty()) return picture.resize({ width: SIDE, quality: 'good' });
  const icon = await app.getFileIcon(file).catch(() => undefined);
  return icon && !icon.isEmpty() ? icon : sheet();
}

/** Electron requires an icon for a drag: a light sheet with a darker edge. */
function sheet(): NativeImage {
  const [width, height] = [SIDE * 0.75, SIDE];
  const bitmap = Buffer.alloc(width * height * 4, 0xff);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const edge = x < 2 || y < 2 || x >= width - 2 || y >= height - 2;
      if (edge) bitmap.fill(0x80, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return nativeImage.createFromBitmap(bitmap, { width, height });
}
