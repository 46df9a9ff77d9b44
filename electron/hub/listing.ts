import { z } from 'zod';
import { HubError } from './error';
import { addressAt, parseEndpoint, type HubOptions } from './options';
import { persistently } from './patience';
import { askJson } from './request';

/** Files of a repository that are listed at most. */
const MOST_FILES = 100_000;
const LARGEST = 2 ** 44;
const MOST_FOUND = 100;

/** A file of a repository: it has a SHA-256 if it is large, else git's own hash. */
export interface HubFile {
  readonly path: string;
  readonly size: number;
  readonly sha256?: string;
  readonly blobId?: string;
}

/** The files of one commit of a repository. */
export interface Listing {
  readonly repository: string;
  /** The commit, whatever the revision was called. */
  readonly commit: string;
  /** Whether its licence has to be accepted on its page first. */
  readonly gated: boolean;
  readonly licence?: string;
  readonly files: readonly HubFile[];
}

/** A model that was found. */
export interface FoundModel {
  readonly repository: string;
  readonly downloads: number;
  readonly likes: number;
  readonly licence?: string;
  readonly gated: boolean;
  readonly tags: readonly string[];
}

const repositorySchema = z
  .string()
  .regex(/^[A-Za-z0-9_][\w.-]{0,95}\/[A-Za-z0-9_][\w.-]{0,95}$/)
  .refine((name) => !/\.\.|\.git$/.test(name));

/** Whether a text is the name of a repository: `owner/name`. */
export const isRepository = (text: string): boolean => repositorySchema.safeParse(text).success;

const commitSchema = z.string().regex(/^[0-9a-f]{40}$/);
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const sizeSchema = z.int().min(0).max(LARGEST);
const pathSchema = z.string().min(1).max(1000);
const gatedSchema = z.union([z.boolean(), z.string().max(100)]).nullish();
const tagsSchema = z.array(z.string().max(500)).max(10_000).nullish();

const infoSchema = z.object({
  sha: commitSchema,
  gated: gatedSchema,
  tags: tagsSchema,
  siblings: z
    .array(
      z.object({
        rfilename: pathSchema,
        size: sizeSchema.nullish(),
        blobId: commitSchema.nullish(),
        lfs: z.object({ sha256: sha256Schema, size: sizeSchema }).nullish(),
      }),
    )
    .max(MOST_FILES)
    .nullish(),
});

const treeSchema = z
  .array(
    z.object({
      type: z.string().max(100),
      path: pathSchema,
      size: sizeSchema.nullish(),
      oid: commitSchema.nullish(),
      lfs: z.object({ oid: sha256Schema, size: sizeSchema }).nullish(),
    }),
  )
  .max(MOST_FILES);

const foundSchema = z
  .array(
    z.object({
      id: z.string().max(300),
      downloads: z.number().min(0).nullish(),
      likes: z.number().min(0).nullish(),
      gated: gatedSchema,
      tags: tagsSchema,
    }),
  )
  .max(1000);

/**
 * What a repository holds at a revision.
 *
 * `listFiles` of `@huggingface/hub` gives no commit, cannot be stopped and has no bounds; so the two
 * calls that are needed of the hub's interface are made here.
 *
 * @throws HubError
 */
export async function listRepository(
  options: HubOptions,
  repository: string,
  revision = 'main',
): Promise<Listing> {
  if (!isRepository(repository)) throw new HubError('hub.repositoryName', { repository });
  if (!/^(?!.*\.\.)[\w./-]{1,200}$/.test(revision)) {
    throw new HubError('hub.revisionName', { revision });
  }
  const about = { repository, revision };
  const { value: info } = await persistently(options, () =>
    askJson(
      options,
      {
        ...about,
        path: `/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`,
      },
      infoSchema,
    ),
  );
  const named = (info.siblings ?? []).map(({ rfilename, size, blobId, lfs }) =>
    fileOf(rfilename, lfs?.size ?? size, lfs?.sha256, blobId),
  );
  // Not every mirror tells sizes and hashes here, but all have the tree.
  const whole = named.length > 0 && named.every((file) => file !== undefined);
  const files = whole ? named : await listTree(options, repository, info.sha);
  checkPaths(files, repository);
  const licence = licenceOf(info.tags);
  return {
    repository,
    commit: info.sha,
    gated: Boolean(info.gated),
    ...(licence !== undefined && { licence }),
    files,
  };
}

/**
 * Models whose name holds a text, the most fetched first.
 *
 * @throws HubError
 */
export async function searchModels(
  options: HubOptions,
  text: string,
  limit = 20,
): Promise<FoundModel[]> {
  const count = Math.max(1, Math.min(MOST_FOUND, Math.floor(limit)));
  const search = new URLSearchParams({ search: text.slice(0, 200), limit: String(count) });
  search.set('sort', 'downloads');
  for (const field of ['downloads', 'likes', 'gated', 'tags']) search.append('expand', field);
  const { value } = await persistently(options, () =>
    askJson(options, { path: `/api/models?${search.toString()}`, repository: text }, foundSchema),
  );
  return value
    .filter(({ id }) => isRepository(id))
    .slice(0, count)
    .map(({ id, downloads, likes, gated, tags }) => {
      const licence = licenceOf(tags);
      return {
        repository: id,
        downloads: downloads ?? 0,
        likes: likes ?? 0,
        ...(licence !== undefined && { licence }),
        gated: Boolean(gated),
        tags: tags ?? [],
      };
    });
}

async function listTree(
  options: HubOptions,
  repository: string,
  commit: string,
): Promise<HubFile[]> {
  const endpoint = parseEndpoint(options);
  const { host } = endpoint;
  const files: HubFile[] = [];
  let next: URL | undefined = addressAt(
    endpoint,
    `/api/models/${repository}/tree/${commit}?recursive=true`,
  );
  for (let pages = 0; next; pages += 1) {
    const path: URL = next;
    const { value, headers } = await persistently(options, () =>
      askJson(options, { path, repository, revision: commit }, treeSchema),
    );
    for (const { type, path: name, size, oid, lfs } of value) {
      if (type !== 'file') continue;
      const file = fileOf(name, lfs?.size ?? size, lfs?.oid, oid);
      if (!file) throw new HubError('hub.unreadable', { host });
      files.push(file);
    }
    if (files.length > MOST_FILES || pages > MOST_FILES / 50) {
      throw new HubError('hub.tooManyFiles', { repository, number: MOST_FILES });
    }
    next = nextPage(headers.get('link'), endpoint);
  }
  return files;
}

/** The next page of a list, asked of the endpoint also where a mirror names the hub behind it. */
function nextPage(link: string | null, endpoint: URL): URL | undefined {
  const target = /<([^<>]+)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
  const path = /\/api\/models\/.*/.exec(target ?? '')?.[0];
  return path === undefined ? undefined : addressAt(endpoint, path);
}

function fileOf(
  path: string,
  size: number | null | undefined,
  sha256: string | null | undefined,
  blobId: string | null | undefined,
): HubFile | undefined {
  if (size === null || size === undefined) return undefined;
  // The blob of a large file is the note that git keeps instead of it.
  if (sha256) return { path, size, sha256 };
  return blobId ? { path, size, blobId } : undefined;
}

/** Refuses a list with a name that leads out of its folder, or that stands there twice. */
function checkPaths(files: readonly HubFile[], repository: string): void {
  const paths = new Set<string>();
  for (const { path } of files) {
    const safe =
      !/^[A-Za-z]:|[\\\p{Cc}\p{Cs}]/u.test(path) &&
      path
        .split('/')
        .every((part) => part !== '' && part !== '.' && part !== '..' && part.length <= 255);
    if (!safe || paths.has(path)) throw new HubError('hub.unsafe', { repository, file: path });
    paths.add(path);
  }
}

/** The licence is one of the tags. */
const licenceOf = (tags: readonly string[] | null | undefined): string | undefined =>
  tags?.find((tag) => tag.startsWith('license:'))?.slice('license:'.length);
