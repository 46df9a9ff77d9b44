import fs from 'node:fs/promises';
import path from 'node:path';
import type { ConvertNews, ConvertRequest } from '../convert/calls';
import { readSkeletons } from '../convert/onnx/skeleton';
import type { MadePackage } from '../convert/package/makePackage';
import { preflight } from '../convert/recipes/preflight';
import { fetchFiles } from '../hub/fetch';
import { isRepository, listRepository, type HubFile, type Listing } from '../hub/listing';
import type { HubOptions } from '../hub/options';
import { remoteFiles } from '../hub/range';
import { PRIVATE_FOLDER } from '../disk/privateMode';
import { addPackage } from '../packages/add';
import { MANIFEST } from '../runtime/package';
import type { Bits, GetStage, LookedAt } from '../../shared/catalogue';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { throwIfAborted } from '../../shared/task';
import { entryOf } from './catalogue';

/** Folder of what was fetched and is not converted yet, below that of the packages. */
export const SOURCES = '.sources';

/** Where models come from and where they go. */
export interface ModelPlaces {
  /** Absolute folder of all added packages. */
  readonly packagesFolder: string;
  /** Folder of the skeletons that the program ships. */
  readonly skeletons: string;
  readonly hub: HubOptions;
  /** Converts in this process or in one of its own. */
  readonly convert: (
    request: ConvertRequest,
    work: { readonly signal?: AbortSignal; readonly report: (news: ConvertNews) => void },
  ) => Promise<MadePackage>;
}

export interface GetRequest {
  /** A name of the catalogue, `owner/name[@revision]`, or the absolute path of a folder or zip. */
  readonly from: string;
  readonly bits: Bits;
  /** Whether what was fetched stays after it is converted. */
  readonly keepsSource?: boolean;
}

/** How the getting is followed and stopped. */
export interface GetWork {
  readonly signal?: AbortSignal;
  readonly progress?: (stage: GetStage, done: number, total: number) => void;
}

/** A repository of the hub at a revision. */
interface Wanted {
  readonly repository: string;
  readonly revision: string;
  readonly name: string;
  /** What the catalogue says of it. */
  readonly licence?: string;
}

/** Files beside the weights that a package is made of. */
const BESIDE = /^(config|tokenizer|tokenizer_config|generation_config|studio)\.json$/;

/**
 * Gets a model: fetches and converts one of the hub, converts a folder, or copies a package. A stop
 * leaves what was fetched and converted, and the same call goes on from there.
 *
 * @returns the package's hash, which is the name of its folder
 * @throws AppError with one sentence
 */
export async function getModel(
  places: ModelPlaces,
  request: GetRequest,
  work: GetWork = {},
): Promise<string> {
  const { packagesFolder } = places;
  await fs.mkdir(packagesFolder, { recursive: true, mode: PRIVATE_FOLDER });
  const found = path.isAbsolute(request.from)
    ? await fs.stat(request.from).catch(() => undefined)
    : undefined;
  if (found) return addLocal(places, request, work, found.isDirectory());
  const wanted = wantedOf(request.from);
  if (!wanted) throw new AppError('input', t('models.unknownSource', { from: request.from }));
  const hub = { ...places.hub, ...(work.signal ? { signal: work.signal } : {}) };
  work.progress?.('looking', 0, 0);
  const listing = await listRepository(hub, wanted.repository, wanted.revision);
  const isPackage = listing.files.some((file) => file.path === MANIFEST);
  const files = isPackage
    ? listing.files
    : await convertedFiles(places, hub, listing, request.bits);
  const folder = sourceFolder(packagesFolder, listing);
  await fetchFiles(hub, listing, files, folder, {
    progress: (done, total) => work.progress?.('fetching', done, total),
  });
  const hash = isPackage
    ? await copied(places, folder, work)
    : await convertFolder(places, folder, request.bits, work, {
        name: wanted.name,
        licence: wanted.licence ?? listing.licence ?? t('models.noLicence'),
        repository: listing.repository,
        commit: listing.commit,
        known: files.flatMap((file) =>
          file.sha256 === undefined ? [] : [[path.join(folder, file.path), file.sha256] as const],
        ),
      });
  if (!request.keepsSource) await removeSource(packagesFolder, folder);
  return hash;
}

/**
 * What a model of the hub would be, from its description and the headers of its files alone.
 *
 * @throws AppError as {@link getModel} would
 */
export async function lookAt(
  { hub, skeletons }: Pick<ModelPlaces, 'hub' | 'skeletons'>,
  { from, bits }: GetRequest,
): Promise<LookedAt> {
  const wanted = wantedOf(from);
  if (!wanted) throw new AppError('input', t('models.unknownSource', { from }));
  const listing = await listRepository(hub, wanted.repository, wanted.revision);
  const { repository, commit, gated, licence = null } = listing;
  const about = { repository, commit, gated, licence };
  if (listing.files.some((file) => file.path === MANIFEST)) {
    const size = listing.files.reduce((sum, file) => sum + file.size, 0);
    return { ...about, recipe: 'package', fetched: size, converted: size };
  }
  const look = await preflight(remoteFiles(hub, listing), bits, await readSkeletons(skeletons));
  const { description, fetched, converted } = look;
  return { ...about, recipe: description.recipe, fetched, converted };
}

/** What `from` means at the hub; undefined where it cannot mean anything there. */
function wantedOf(from: string): Wanted | undefined {
  const entry = entryOf(from);
  if (entry) {
    const { repository, revision, name, licence } = entry;
    return { repository, revision, name, licence };
  }
  const [repository = '', revision = 'main', ...more] = from.trim().split('@');
  if (more.length > 0 || !isRepository(repository)) return undefined;
  return { repository, revision, name: repository.split('/')[1] ?? repository };
}

async function addLocal(
  places: ModelPlaces,
  { from, bits }: GetRequest,
  work: GetWork,
  isFolder: boolean,
): Promise<string> {
  const there = (name: string) => fs.stat(path.join(from, name)).catch(() => undefined);
  const isPublished = isFolder && !(await there(MANIFEST)) && (await there('config.json'));
  if (!isPublished) return copied(places, from, work);
  return convertFolder(places, from, bits, work, {
    name: path.basename(from).slice(0, 80),
    licence: t('models.noLicence'),
    repository: null,
    commit: null,
    known: [],
  });
}

function copied({ packagesFolder }: ModelPlaces, place: string, work: GetWork): Promise<string> {
  return addPackage(packagesFolder, place, {
    signal: work.signal ?? new AbortController().signal,
    progress: (done, total) => work.progress?.('copying', done, total),
  });
}

async function convertFolder(
  { convert, packagesFolder }: ModelPlaces,
  source: string,
  bits: Bits,
  { signal, progress }: GetWork,
  { known, ...published }: ConvertRequest['published'] & Pick<ConvertRequest, 'known'>,
): Promise<string> {
  throwIfAborted(signal, 'convert.stopped');
  const { hash } = await convert(
    { source, packagesFolder, bits, published, known },
    {
      ...(signal ? { signal } : {}),
      report: ({ stage, done, total }) =>
        progress?.(stage === 'sources' ? 'checking' : 'converting', done, total),
    },
  );
  return hash;
}

/** The files of a repository that its conversion reads, once its headers fit the recipe. */
async function convertedFiles(
  { skeletons }: ModelPlaces,
  hub: HubOptions,
  listing: Listing,
  bits: Bits,
): Promise<HubFile[]> {
  const look = await preflight(remoteFiles(hub, listing), bits, await readSkeletons(skeletons));
  const weights = new Set(look.files);
  const isIndex = (name: string): boolean => name.endsWith('.safetensors.index.json');
  return listing.files.filter(
    ({ path: name }) => weights.has(name) || BESIDE.test(name) || isIndex(name),
  );
}

/** Where the files of a commit are fetched to. */
function sourceFolder(packagesFolder: string, { repository, commit }: Listing): string {
  const name = `${repository.replace('/', '--')}@${commit.slice(0, 12)}`;
  return path.join(packagesFolder, SOURCES, name);
}

async function removeSource(packagesFolder: string, folder: string): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true });
  await fs.rmdir(path.join(packagesFolder, SOURCES)).catch(() => undefined);
}
