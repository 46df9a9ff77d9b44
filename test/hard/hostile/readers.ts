/** How others read what is exported: a careless program, a terminal, a reader of PDF. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFString,
  type PDFObject,
} from '@cantoo/pdf-lib';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Runs a command of the terminal, as compiled. */
export const command = (name: 'archive' | 'cli', ...words: readonly string[]) =>
  spawnSync(process.execPath, [path.join(ROOT, 'out', `${name}.js`), ...words], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });

/** Markdown as a careless program shows it: HTML and any address are taken as they are. */
export const careless = (markdown: string): string =>
  micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });

/** Characters that a terminal obeys, or that turn a line around. */
export const controlIn = (text: string): string[] =>
  [...text.matchAll(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu)].map(
    ([found]) => found.codePointAt(0)?.toString(16) ?? '',
  );

/** What a reader of PDF would act on, but links to the web and to mail. */
export async function activeIn(bytes: Uint8Array): Promise<string[]> {
  const { context } = await PDFDocument.load(bytes, { updateMetadata: false });
  const found: string[] = [];
  const look = (object: PDFObject | undefined): void => {
    if (object instanceof PDFArray) object.asArray().forEach(look);
    if (!(object instanceof PDFDict)) return;
    for (const name of ['JS', 'JavaScript', 'AA', 'OpenAction', 'EmbeddedFiles', 'Launch']) {
      if (object.has(PDFName.of(name))) found.push(name);
    }
    const kind = object.get(PDFName.of('S'))?.toString() ?? '';
    if (/^\/(JavaScript|Launch|GoToR|GoToE|SubmitForm|ImportData)$/.test(kind)) found.push(kind);
    const uri = object.lookup(PDFName.of('URI'));
    const address = uri instanceof PDFString || uri instanceof PDFHexString ? uri.decodeText() : '';
    if (address !== '' && !/^(https?:|mailto:)/i.test(address)) found.push(address);
    object.values().forEach(look);
  };
  for (const [, object] of context.enumerateIndirectObjects()) look(object);
  return found;
}
