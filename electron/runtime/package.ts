import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { LoadProgress } from './progress';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { drawingBounds, PACKAGE_FORMAT, type Manifest } from '../../shared/manifest';
import { formatOf, readManifest } from '../../shared/readManifest';
import { throwIfAborted } from '../../shared/task';
import { isVerified, readVerified, VERIFIED } from './verified';

/** A manifest that was checked against the files beside it, whose contents were not. */
export interface CheckedManifest {
  readonly manifest: Manifest;
  /** SHA-256 of manifest.json, which names the hashes of all other files. */
  readonly hash: string;
}

/** A package whose every file was checked. */
export interface OpenedPackage extends CheckedManifest {
  /** Absolute real path of the folder. */
  readonly folder: string;
}

/** Name of the file that says what a package is. */
export const MANIFEST = 'manifest.json';
const LONGEST_MANIFEST = 1 << 20;

/**
 * Reads and checks a package: its manifest, that the folder holds the listed regular files and
 * nothing else, and the size and SHA-256 of each.
 *
 * @param trusts whether large files that were hashed once are known by size and time
 * @throws AppError `package`, naming the first fault; `cancelled` when stopped
 */
export async function openPackage(
  folder: string,
  signal?: AbortSignal,
  progress?: LoadProgress,
  trusts = true,
): Promise<OpenedPackage> {
  const root = await realpath(folder).catch(() => {
    throw fault(t('package.nothingThere', { folder }));
  });
  const found = await filesOf(root);
  if (!found.has(MANIFEST)) {
    throw fault(t('package.noManifest', { folder }));
  }
  if ((found.get(MANIFEST) ?? 0) > LONGEST_MANIFEST) {
    throw fault(t('package.longManifest'));
  }
  const bytes = await readFile(path.join(root, MANIFEST));
  const { manifest, hash } = checkPackage(bytes, found);
  checkName(root, hash);
  progress?.begin(manifest, graphFiles(manifest));
  for (const file of manifest.files) {
    throwIfAborted(signal, 'package.stopped');
    await checkHash(root, file, signal, progress);
  }
  const verified = trusts ? await readVerified(root) : {};
  for (const file of manifest.data) {
    throwIfAborted(signal, 'package.stopped');
    if (await isVerified(verified, root, file)) progress?.checked(file.size);
    else await checkHash(root, file, signal, progress);
  }
  return { folder: root, manifest, hash };
}

/**
 * Checks a manifest and its list of files; what the files hold is not looked at.
 *
 * @param bytes the manifest as it lies there
 * @param found sizes of all files of the package by their paths
 * @throws AppError `package`, naming the first fault
 */
export function checkPackage(bytes: Buffer, found: ReadonlyMap<string, number>): CheckedManifest {
  const manifest = parseManifest(bytes.toString('utf8'));
  checkNumbers(manifest);
  checkList(manifest, found);
  return { manifest, hash: createHash('sha256').update(bytes).digest('hex') };
}

/**
 * Checks that a package is the one that its folder is named by, as those that were added are: what its
 * manifest says is vouched for by nothing else.
 *
 * @throws AppError `package`
 */
export function checkName(folder: string, hash: string): void {
  const name = path.basename(folder);
  if (/^[0-9a-f]{64}$/.test(name) && name !== hash) {
    throw fault(t('package.damagedFile', { file: MANIFEST }));
  }
}

async function checkHash(
  root: string,
  file: Manifest['files'][number],
  signal: AbortSignal | undefined,
  progress: LoadProgress | undefined,
): Promise<void> {
  if ((await hashFile(path.join(root, file.path), signal, progress)) !== file.sha256) {
    throw fault(t('package.damagedFile', { file: file.path }));
  }
}

function fault(message: string): AppError {
  return new AppError('package', message);
}

/** Sizes of all files below a folder by their paths; anything but plain files is refused. */
export async function filesOf(root: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => {
    throw fault(t('package.unreadable', { folder: root }));
  });
  for (const entry of entries) {
    const absolute = path.join(entry.parentPath, entry.name);
    const name = path.relative(root, absolute).split(path.sep).join('/');
    if (entry.isDirectory()) continue;
    const status = await lstat(absolute);
    if (!status.isFile()) {
      throw fault(t('package.link', { file: name }));
    }
    if (status.nlink > 1) {
      throw fault(t('package.hardLink', { file: name }));
    }
    if (name !== VERIFIED) found.set(name, status.size);
  }
  return found;
}

function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fault(t('package.notJson'));
  }
  const format = formatOf(json);
  if (format !== undefined && format > PACKAGE_FORMAT) {
    throw fault(t('package.future', { format, known: PACKAGE_FORMAT }));
  }
  const parsed = readManifest(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') || t('package.wholeManifest');
  throw fault(t('package.wrongPlace', { place, fault: issue?.message ?? 'unknown' }));
}

/** Rules between numbers, which a schema cannot say. */
function checkNumbers(manifest: Manifest): void {
  const { languageModel, visionEncoder, picture } = manifest;
  const { vocabulary, imageStartId, imageEndId, endOfTextIds, graphs, paddingId } = languageModel;
  const { grid, visualTokens } = visionEncoder;
  const { steps, guidance } = drawingBounds(manifest);
  const split = graphs.kind === 'split' ? graphs : undefined;
  const rules: readonly (readonly [boolean, string])[] = [
    [visualTokens === grid * grid, t('package.gridOfTokens')],
    [languageModel.contextLength > visualTokens + 2, t('package.shortContext')],
    [
      [imageStartId, imageEndId, ...endOfTextIds].every((id) => id < vocabulary),
      t('package.foreignToken'),
    ],
    [
      new Set([imageStartId, imageEndId, ...endOfTextIds]).size === endOfTextIds.length + 2,
      t('package.sameToken'),
    ],
    [
      picture.kind !== 'regressed' || picture.adapter.paddedTokens >= visualTokens,
      t('package.fewPaddedTokens'),
    ],
    [ordered(steps), t('package.stepsOutside')],
    [ordered(guidance), t('package.guidanceOutside')],
    [
      picture.kind === 'regressed'
        ? !split || split.visionHead !== undefined
        : split?.codeRows !== undefined && split.codeHead !== undefined,
      t('package.pictureWithoutHead'),
    ],
    [
      picture.kind === 'regressed' || (languageModel.sequences === 2 && paddingId !== undefined),
      t('package.guidanceWithoutSequence'),
    ],
    [paddingId === undefined || paddingId < vocabulary, t('package.foreignToken')],
  ];
  for (const [holds, words] of rules) {
    if (!holds) throw fault(t('package.wrong', { fault: words }));
  }
}

function ordered(bounds: { default: number; range: { min: number; max: number } }): boolean {
  return bounds.range.min <= bounds.default && bounds.default <= bounds.range.max;
}

/** The list of files against what the folder holds and what the manifest uses. */
function checkList(manifest: Manifest, found: ReadonlyMap<string, number>): void {
  const listed = new Set<string>();
  for (const { path: name, size } of [...manifest.files, ...manifest.data]) {
    if (listed.has(name)) throw fault(t('package.listedTwice', { file: name }));
    listed.add(name);
    const real = found.get(name);
    if (real === undefined) throw fault(t('package.missingFile', { file: name }));
    if (real !== size) {
      throw fault(t('package.otherSize', { file: name, found: real, expected: size }));
    }
  }
  for (const name of found.keys()) {
    if (name !== MANIFEST && !listed.has(name)) {
      throw fault(t('package.unlisted', { file: name }));
    }
  }
  const { tokenizer, tokenizerConfig } = manifest.languageModel;
  const used = [tokenizer, tokenizerConfig, ...graphFiles(manifest)];
  for (const name of used) {
    if (!listed.has(name)) {
      throw fault(t('package.usesUnlisted', { file: name }));
    }
  }
}

/** Files of all graphs, in the order in which they are named. */
export function graphFiles({ languageModel, visionEncoder, picture }: Manifest): string[] {
  const { graphs } = languageModel;
  const language =
    graphs.kind === 'joined'
      ? [graphs.language]
      : [
          graphs.body,
          graphs.embedding,
          graphs.textHead,
          graphs.connector,
          graphs.visionHead,
          graphs.codeRows,
          graphs.codeHead,
        ];
  const drawing =
    picture.kind === 'codes'
      ? [picture.decoder]
      : [picture.denoiser, picture.plainDenoiser, picture.adapter.graph, picture.decoder?.graph];
  return [...language, visionEncoder.graph, ...drawing].filter((name) => name !== undefined);
}

async function hashFile(
  file: string,
  signal: AbortSignal | undefined,
  progress: LoadProgress | undefined,
): Promise<string> {
  const hash = createHash('sha256');
  const stream = createReadStream(file, { highWaterMark: 1 << 20 });
  for await (const chunk of stream) {
    throwIfAborted(signal, 'package.stopped');
    const bytes = chunk as Buffer;
    hash.update(bytes);
    progress?.checked(bytes.length);
  }
  return hash.digest('hex');
}
