import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { manifestSchema, PACKAGE_FORMAT, type Manifest } from '../../shared/manifest';
import { RuntimeError } from '../../shared/runtimeError';
import type { LoadProgress } from './progress';

/** A package whose every file was checked. */
export interface OpenedPackage {
  /** Absolute real path of the folder. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** SHA-256 of manifest.json, which names the hashes of all other files. */
  readonly hash: string;
}

const MANIFEST = 'manifest.json';
const LONGEST_MANIFEST = 1 << 20;

/**
 * Reads and checks a package: its manifest, that the folder holds the listed regular files and
 * nothing else, and the size and SHA-256 of each.
 *
 * @throws RuntimeError `package`, naming the first fault; `cancelled` when stopped
 */
export async function openPackage(
  folder: string,
  signal?: AbortSignal,
  progress?: LoadProgress,
): Promise<OpenedPackage> {
  const root = await realpath(folder).catch(() => {
    throw fault(
      `There is no package at ${folder}: choose the folder that holds its manifest.json.`,
    );
  });
  const found = await filesOf(root);
  if (!found.has(MANIFEST)) {
    throw fault(`The folder ${folder} has no manifest.json, so it is not a model package.`);
  }
  if ((found.get(MANIFEST) ?? 0) > LONGEST_MANIFEST) {
    throw fault('The manifest.json of this package is longer than 1 MB: get the package again.');
  }
  const bytes = await readFile(path.join(root, MANIFEST));
  const manifest = parseManifest(bytes.toString('utf8'));
  checkNumbers(manifest);
  checkList(manifest, found);
  progress?.begin(manifest);
  for (const file of manifest.files) {
    stopIfAborted(signal);
    if ((await hashFile(path.join(root, file.path), signal, progress)) !== file.sha256) {
      throw fault(
        `The file ${file.path} is damaged (its SHA-256 is another): get the package again.`,
      );
    }
  }
  return { folder: root, manifest, hash: createHash('sha256').update(bytes).digest('hex') };
}

/** Throws RuntimeError `cancelled` when the signal says so. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new RuntimeError('cancelled', 'Loading the package was stopped.');
}

function fault(message: string): RuntimeError {
  return new RuntimeError('package', message);
}

/** Sizes of all files below a folder by their paths; anything but plain files is refused. */
async function filesOf(root: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => {
    throw fault(`The folder ${root} cannot be read: check that it is a folder that you may open.`);
  });
  for (const entry of entries) {
    const absolute = path.join(entry.parentPath, entry.name);
    const name = path.relative(root, absolute).split(path.sep).join('/');
    if (entry.isDirectory()) continue;
    const status = await lstat(absolute);
    if (!status.isFile()) {
      throw fault(`${name} is a link or no plain file: a package may hold plain files only.`);
    }
    if (status.nlink > 1) {
      throw fault(`${name} shares its content with another file (a hard link): copy the package.`);
    }
    found.set(name, status.size);
  }
  return found;
}

function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fault('The manifest.json of this package is not JSON: get the package again.');
  }
  if (typeof json === 'object' && json !== null && 'format' in json) {
    const { format } = json;
    if (typeof format === 'number' && format > PACKAGE_FORMAT) {
      throw fault(
        `This package has format ${format} and this program reads format ${PACKAGE_FORMAT}: update the program.`,
      );
    }
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') || 'the whole';
  throw fault(
    `The manifest.json of this package is wrong at ${place} (${issue?.message ?? 'unknown'}): get the package again.`,
  );
}

/** Rules between numbers, which a schema cannot say. */
function checkNumbers({ languageModel, visionEncoder, visualizer }: Manifest): void {
  const { vocabulary, imageStartId, imageEndId, endOfTextIds } = languageModel;
  const { grid, visualTokens } = visionEncoder;
  const rules: readonly (readonly [boolean, string])[] = [
    [visualTokens === grid * grid, 'visualTokens is not grid times grid'],
    [languageModel.contextLength > visualTokens + 2, 'contextLength has no room for a picture'],
    [
      [imageStartId, imageEndId, ...endOfTextIds].every((id) => id < vocabulary),
      'a token id is outside the vocabulary',
    ],
    [
      new Set([imageStartId, imageEndId, ...endOfTextIds]).size === endOfTextIds.length + 2,
      'two token ids are the same',
    ],
    [visualizer.adapter.paddedTokens >= visualTokens, 'paddedTokens is less than visualTokens'],
    [ordered(visualizer.steps), 'the default steps lie outside their range'],
    [ordered(visualizer.guidance), 'the default guidance lies outside its range'],
  ];
  for (const [holds, words] of rules) {
    if (!holds) throw fault(`The manifest.json of this package is wrong: ${words}.`);
  }
}

function ordered(bounds: { default: number; range: { min: number; max: number } }): boolean {
  return bounds.range.min <= bounds.default && bounds.default <= bounds.range.max;
}

/** The list of files against what the folder holds and what the manifest uses. */
function checkList(manifest: Manifest, found: ReadonlyMap<string, number>): void {
  const listed = new Set<string>();
  for (const { path: name, size } of manifest.files) {
    if (listed.has(name))
      throw fault(`The manifest.json lists ${name} twice: get the package again.`);
    listed.add(name);
    const real = found.get(name);
    if (real === undefined)
      throw fault(`The file ${name} of this package is missing: get it again.`);
    if (real !== size) {
      throw fault(`The file ${name} has ${real} bytes instead of ${size}: get the package again.`);
    }
  }
  for (const name of found.keys()) {
    if (name !== MANIFEST && !listed.has(name)) {
      throw fault(
        `The file ${name} is not in the package's list: remove it or get the package again.`,
      );
    }
  }
  const { languageModel, visionEncoder, visualizer } = manifest;
  const used = [
    languageModel.graph,
    languageModel.tokenizer,
    languageModel.tokenizerConfig,
    visionEncoder.graph,
    visualizer.denoiser,
    visualizer.adapter.graph,
    ...(visualizer.decoder ? [visualizer.decoder.graph] : []),
  ];
  for (const name of used) {
    if (!listed.has(name)) {
      throw fault(`The manifest.json uses ${name} but does not list it: get the package again.`);
    }
  }
}

async function hashFile(
  file: string,
  signal: AbortSignal | undefined,
  progress: LoadProgress | undefined,
): Promise<string> {
  const hash = createHash('sha256');
  const stream = createReadStream(file, { highWaterMark: 1 << 20 });
  for await (const chunk of stream) {
    stopIfAborted(signal);
    const bytes = chunk as Buffer;
    hash.update(bytes);
    progress?.checked(bytes.length);
  }
  return hash.digest('hex');
}
