// The whole module, since a named import that the fallback Electron lacks would fail.
import * as electron from 'electron';

/** The synchronous clipboard of the fallback Electron. */
interface OlderClipboard {
  writeImage(image: electron.NativeImage): void;
}

const isOlder = (board: object): board is OlderClipboard => 'writeImage' in board;

/** Puts a PNG on the clipboard. */
export async function copyPng(png: Uint8Array): Promise<void> {
  const board: object = electron.clipboard;
  if (isOlder(board)) {
    board.writeImage(electron.nativeImage.createFromBuffer(Buffer.from(png)));
    return;
  }
  const blob = new Blob([new Uint8Array(png)], { type: 'image/png' });
  await electron.clipboard.write([new electron.ClipboardItem({ 'image/png': blob })]);
}
