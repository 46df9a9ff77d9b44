/**
 * Electron as a reader of clips: `electron clip FILE FOLDER RATE MOST` writes the frames of a video
 * or GIF as 1.png, 2.png ... into the folder, beside what is known of them in clip.json, and ends.
 */
import { app, BrowserWindow, protocol } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { beginHidden } from '../app/hiddenWindow';

const [file = '', folder = '', rate = '', most = ''] = process.argv.slice(-4);

const PAGE = '<!doctype html><title>clip</title><script type="module" src="reader.js"></script>';
/** As in the window: some decoders run in threads that the reader writes itself. */
const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src blob:; worker-src 'self' blob:";

/** A page that asks for nothing for so long (milliseconds) goes round in circles in a damaged file. */
const PATIENCE = 30_000;
let silence: NodeJS.Timeout | undefined;

protocol.registerSchemesAsPrivileged([
  {
    scheme: 'clip',
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
  },
]);
beginHidden();

function page(body: string | ReadableStream<Uint8Array>, type: string): Response {
  return new Response(body, {
    headers: { 'Content-Type': type, 'Content-Security-Policy': POLICY },
  });
}

function end(code: number, words = ''): Response {
  if (words !== '') console.error(words);
  setImmediate(() => app.exit(code));
  return new Response(null, { status: 204 });
}

/** The page does something: only from now on its silence counts. */
function heard(): void {
  clearTimeout(silence);
  silence = setTimeout(() => end(1, 'unreadable'), PATIENCE);
}

async function answer(request: Request): Promise<Response> {
  heard();
  const [, name = '', number = ''] = new URL(request.url).pathname.split('/');
  switch (name) {
    case 'index.html':
      return page(PAGE, 'text/html');
    case 'reader.js':
      return page(
        await fs.promises.readFile(path.join(import.meta.dirname, 'reader.js'), 'utf8'),
        'text/javascript',
      );
    case 'options':
      return Response.json({ rate: Number(rate), most: Number(most), gif: /\.gif$/i.test(file) });
    case 'clip': {
      // However long a long file takes to be handed over, the page reads it only then.
      clearTimeout(silence);
      const bytes = fs.createReadStream(file).once('close', heard);
      return page(Readable.toWeb(bytes) as ReadableStream<Uint8Array>, 'application/octet-stream');
    }
    case 'frame': {
      const bytes = new Uint8Array(await request.arrayBuffer());
      await fs.promises.writeFile(path.join(folder, `${Number(number)}.png`), bytes, {
        flag: 'wx',
      });
      return new Response(null, { status: 204 });
    }
    case 'done':
      await fs.promises.writeFile(path.join(folder, 'clip.json'), await request.text());
      return end(0);
    case 'failed':
      return end(1, await request.text());
    default:
      return new Response(null, { status: 404 });
  }
}

async function start(): Promise<void> {
  await app.whenReady();
  protocol.handle('clip', answer);
  const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
  await window.loadURL('clip://page/index.html');
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  app.exit(1);
});
