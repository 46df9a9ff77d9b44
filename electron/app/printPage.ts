import { BrowserWindow, session } from 'electron';
import fs from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const FOOTER = `<div style="width:100%;font:8px sans-serif;color:#555;text-align:center"><span class="pageNumber"></span> / <span class="totalPages"></span></div>`;
/** Inches. */
const MARGIN = { top: 0.6, bottom: 0.7, left: 0.6, right: 0.6 };

/**
 * Prints a local page to a PDF with real text, page numbers and a bookmark for each heading, in a hidden
 * window without scripts and network.
 *
 * @param page absolute path of the HTML
 * @param file absolute path of the PDF
 * @param signal cancels the printing
 */
export async function printPage(page: string, file: string, signal?: AbortSignal): Promise<void> {
  const own = session.fromPartition('print');
  own.webRequest.onBeforeRequest((request, answer) =>
    answer({ cancel: !request.url.startsWith('file:') && !request.url.startsWith('data:') }),
  );
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: own, sandbox: true, javascript: false, spellcheck: false },
  });
  const giveUp = (): void => {
    if (!window.isDestroyed()) window.destroy();
  };
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    await window.loadURL(pathToFileURL(page).href);
    const bytes = await window.webContents.printToPDF({
      pageSize: 'A4',
      margins: MARGIN,
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: FOOTER,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    });
    await fs.writeFile(file, bytes, { flag: 'wx' });
  } finally {
    signal?.removeEventListener('abort', giveUp);
    giveUp();
  }
}
