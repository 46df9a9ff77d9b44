import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ask,
  begin,
  emptyDataFolder,
  ended,
  kill,
  lastAnswer,
  quit,
  removeFolder,
  set,
  start,
  type Program,
} from './program';
import type { StudioBridge } from '../../shared/ipc/contract';
import { attachmentSchema, type Attachment } from '../../shared/attachment';

let program: Program;
let data: string;

beforeEach(async () => {
  data = emptyDataFolder();
  program = await start(data);
  await begin(program.window);
  await set(program.window, { temperature: 0, seed: 1 });
});

afterEach(async () => {
  await kill(program);
  removeFolder(data);
});

/** A picture of 40 x 30 pixels, red on the left and blue on the right. */
async function flag(): Promise<Buffer> {
  const half = { width: 20, height: 30, channels: 3, background: '#0000ff' } as const;
  return sharp({ create: { ...half, width: 40, background: '#ff0000' } })
    .composite([{ input: { create: half }, left: 20, top: 0 }])
    .png()
    .toBuffer();
}

/** Drops a file on the window, as from a folder. */
async function drop(window: Page, name: string, bytes: Buffer): Promise<void> {
  const dataTransfer = await window.evaluateHandle(
    ([called, base64]) => {
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], called, { type: 'image/png' }));
      return transfer;
    },
    [name, bytes.toString('base64')] as const,
  );
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await window.getByTestId('composer-input').dispatchEvent(type, { dataTransfer });
  }
}

/** Native code that the processes of the program have loaded: Linux's own list of each. */
function loadedCode(program: Program): string[] {
  const parents = new Map<number, number>();
  for (const name of fs.readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const status = readOrNothing(`/proc/${name}/status`);
    parents.set(Number(name), Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0));
  }
  const root = program.application.process().pid ?? 0;
  const isOurs = (id: number): boolean => id === root || (id > 1 && isOurs(parents.get(id) ?? 0));
  const maps = [...parents.keys()].filter(isOurs).map((id) => readOrNothing(`/proc/${id}/maps`));
  return [...new Set(maps.join('\n').match(/[^/\n]+\.(?:node|so)[.\d]*$/gm))];
}

function readOrNothing(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    // The process has ended meanwhile.
    return '';
  }
}

/** Gives a picture to the program by its bytes, whatever its kind. */
async function take(window: Page, bytes: Buffer): Promise<Attachment> {
  const result = await window.evaluate((base64) => {
    const { studio } = globalThis as unknown as { studio: StudioBridge };
    const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return studio.call('pictures.attach', { name: 'flag', bytes: content });
  }, bytes.toString('base64'));
  if (!result.ok) throw new Error(result.error);
  return attachmentSchema.parse(result.value);
}

const pixelsOf = (png: string | Buffer): Promise<Buffer> =>
  sharp(png).removeAlpha().raw().toBuffer();

describe('pictures that come in and go out', () => {
  // Catches: a dropped or pasted picture that is lost or changed on its way in or out.
  it('drops one, asks about it, copies it, pastes it and saves it as PNG', async () => {
    const { application, window } = program;
    const bytes = await flag();
    await drop(window, 'flag.png', bytes);
    const thumbnails = window.getByTestId('composer-picture');
    await thumbnails.first().waitFor({ timeout: 30_000 });
    await ask(window, 'What is in the picture?');
    const given = window.getByTestId('message-user').first().getByTestId('picture');
    await given.locator('img').first().waitFor();
    await lastAnswer(window).waitFor();
    await ended(window);
    expect(await lastAnswer(window).getAttribute('data-finish')).toMatch(/stop|length/);
    if (process.platform === 'linux') {
      // The native build of sharp brings a GLib of its own, which clashes with that of GTK.
      const files = loadedCode(program).filter((file) => /onnxruntime|vips/.test(file));
      expect(files).toContain('onnxruntime_binding.node');
      expect(files.filter((file) => file.includes('vips'))).toEqual([]);
    }

    await given.hover();
    await given.getByLabel('Copy the picture').click();
    await window.getByText('The picture is on the clipboard.').first().waitFor();
    await window.getByTestId('composer-input').press('ControlOrMeta+v');
    await thumbnails.first().waitFor({ timeout: 30_000 });
    const pasted = await thumbnails.first().locator('img').getAttribute('src');
    // The composer shows a thumbnail; what will be sent is the picture itself.
    const whole = pasted?.replace('//thumbnail/', '//image/');
    const kept = await window.evaluate(async (url) => {
      const file = await (await fetch(url ?? '')).arrayBuffer();
      return [...new Uint8Array(file)];
    }, whole);
    expect((await pixelsOf(Buffer.from(kept))).equals(await pixelsOf(bytes))).toBe(true);

    const target = path.join(data, 'saved.png');
    await application.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, target);
    await given.hover();
    await given.getByLabel('Save as PNG').click();
    await window.getByText(`Saved as ${target}`).first().waitFor();
    expect(fs.readFileSync(target).equals(bytes)).toBe(true);
    await quit(program);
  });

  // Catches: a file that no model can see, taken or refused without a word; and a lost draft.
  it('refuses what is no picture in a sentence, and reads each kind in the running program', async () => {
    const { window } = program;
    await window.getByTestId('composer-input').fill('A draft.');
    await drop(window, 'diary.png', Buffer.from('Dear diary'));
    await window
      .getByText('The picture diary.png is not a picture that can be read')
      .first()
      .waitFor();
    expect(await window.getByTestId('composer-input').inputValue()).toBe('A draft.');
    const picture = sharp(await flag());
    for (const kind of ['jpeg', 'webp', 'gif', 'avif', 'tiff'] as const) {
      const taken = await take(window, await picture.clone().toFormat(kind).toBuffer());
      expect([kind, taken.width, taken.height]).toEqual([kind, 40, 30]);
    }
  });
});
