import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { noteVerified } from '../../runtime/verified';
import { MANIFEST } from '../../runtime/package';
import { convert, CONVERTED, type ConvertOptions, type Converted } from '../convert';
import { ConvertError } from '../error';
import { readBeside } from './beside';
import { familyOf } from './families';
import { manifestOf, TOKENIZER, type Publication } from './manifest';
import { readTokenizer } from './tokens';

/** Folder of conversions that are not finished, below that of the packages. */
export const CONVERTING = '.converting';

export interface PackageOptions extends Omit<ConvertOptions, 'target'> {
  /** Folder of all added packages. */
  readonly packagesFolder: string;
  readonly published: Publication;
}

/** A package that was made, or was there already. */
export interface MadePackage {
  /** SHA-256 of its manifest, which is the name of its folder. */
  readonly hash: string;
  readonly folder: string;
}

/**
 * Makes a package of a published model. A stop or the end of the process at any moment leaves what was
 * done, and the same call goes on from there.
 *
 * @throws ConvertError with one sentence; errors of the file system
 */
export async function makePackage(options: PackageOptions): Promise<MadePackage> {
  const { packagesFolder, published, source, bits } = options;
  // What is missing beside the weights is said before hours of work.
  const tokenizer = await readTokenizer(source);
  const beside = await readBeside(source);
  const folder = unfinishedFolder(packagesFolder, source, bits);
  await fs.mkdir(path.dirname(folder), { recursive: true });
  const named = await manifestIn(folder);
  if (named) return settle(packagesFolder, folder, named);
  const converted = (await finished(folder)) ?? (await convert({ ...options, target: folder }));
  const family = familyOf(converted.description.recipe, tokenizer.ids);
  const files = [
    await kept(folder, TOKENIZER.definition, tokenizer.definition),
    await kept(folder, TOKENIZER.config, tokenizer.config),
  ];
  const manifest = manifestOf(converted, family, beside, published, files);
  const bytes = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
  await fs.writeFile(path.join(folder, MANIFEST), bytes, { flush: true });
  await fs.rm(path.join(folder, CONVERTED), { force: true });
  await noteVerified(folder, manifest.data);
  return settle(packagesFolder, folder, bytes);
}

/** Gives a finished package its name, and with it its place. */
async function settle(
  packagesFolder: string,
  folder: string,
  manifest: Uint8Array,
): Promise<MadePackage> {
  const hash = sha256(manifest);
  const target = path.join(packagesFolder, hash);
  if (await fs.stat(path.join(target, MANIFEST)).catch(() => undefined)) {
    await fs.rm(folder, { recursive: true, force: true });
    throw new ConvertError('input', 'convert.packageThere');
  }
  await fs.rename(folder, target);
  await fs.rmdir(path.dirname(folder)).catch(() => undefined);
  return { hash, folder: target };
}

/** Where the conversion of a source is written until it has its name. */
function unfinishedFolder(packagesFolder: string, source: string, bits: number): string {
  const name = sha256(Buffer.from(`${bits}\n${path.resolve(source)}`)).slice(0, 24);
  return path.join(packagesFolder, CONVERTING, name);
}

/** The manifest of a package that was finished and not yet named. */
async function manifestIn(folder: string): Promise<Uint8Array | undefined> {
  const unfinished = await fs.stat(path.join(folder, CONVERTED)).catch(() => undefined);
  return unfinished ? undefined : fs.readFile(path.join(folder, MANIFEST)).catch(() => undefined);
}

/** A conversion whose weights are written. */
async function finished(folder: string): Promise<Converted | undefined> {
  const text = await fs.readFile(path.join(folder, CONVERTED), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Converted);
}

async function kept(folder: string, name: string, bytes: Uint8Array) {
  await fs.writeFile(path.join(folder, name), bytes, { flush: true });
  return { path: name, size: bytes.length, sha256: sha256(bytes) };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
