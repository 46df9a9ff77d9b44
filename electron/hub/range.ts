import { HubError } from './error';
import type { HubFile, Listing } from './listing';
import type { HubOptions } from './options';
import { persistently } from './patience';
import { ask, type Answer } from './request';

/** Longest piece that is read into memory (bytes); a header of safetensors has at most 100 MB. */
const LONGEST = 128_000_000;
/** A file of this size is taken whole from a server that sends no pieces (bytes). */
const SMALL = 4_000_000;

/** The files of a model on the hub, as they are looked at before one is fetched. */
export interface RemoteFiles {
  /** Sizes in bytes by name. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Bytes of a file from `begin` to before `end`. */
  read(name: string, begin: number, end: number): Promise<Uint8Array>;
}

/** The files of a listing, to be read in pieces. */
export function remoteFiles(options: HubOptions, listing: Listing): RemoteFiles {
  const files = new Map(listing.files.map((file) => [file.path, file]));
  return {
    sizes: new Map(listing.files.map(({ path, size }) => [path, size])),
    read: async (name, begin, end) => {
      const file = files.get(name);
      if (file) return readRange(options, listing, file, begin, end);
      throw new HubError('hub.fileMissing', { repository: listing.repository, file: name });
    },
  };
}

/**
 * A piece of a file: its bytes from `begin` to before `end`.
 *
 * @throws HubError; RangeError when the piece does not lie in the file or is over 128 MB
 */
export async function readRange(
  options: HubOptions,
  listing: Pick<Listing, 'repository' | 'commit'>,
  file: HubFile,
  begin: number,
  end: number,
): Promise<Uint8Array> {
  const length = end - begin;
  if (!(begin >= 0 && length >= 0 && end <= file.size && length <= LONGEST)) {
    throw new RangeError(`${begin} to ${end} is not a piece of a file of ${file.size} bytes.`);
  }
  if (length === 0) return new Uint8Array();
  return persistently(options, async () => {
    const answer = await askFile(options, listing, file, `bytes=${begin}-${end - 1}`);
    const { host } = answer;
    try {
      const whole = begin === 0 && end === file.size;
      const sent = checkAnswer(answer, file, begin, end);
      if (sent === 'whole' && !whole && file.size > SMALL) {
        throw new HubError('hub.noRange', { host, file: file.path });
      }
      const expected = sent === 'whole' ? file.size : length;
      const bytes = await answer.bytes(expected);
      if (bytes.length < expected) {
        throw new HubError('hub.truncated', { host, file: file.path }, true);
      }
      return sent === 'whole' ? bytes.subarray(begin, end) : bytes;
    } finally {
      answer.close();
    }
  });
}

/** Asks for a file of a commit, or a piece of it. */
export function askFile(
  options: HubOptions,
  { repository, commit }: Pick<Listing, 'repository' | 'commit'>,
  file: HubFile,
  range: string | undefined,
): Promise<Answer> {
  const name = file.path.split('/').map(encodeURIComponent).join('/');
  return ask(options, {
    path: `/${repository}/resolve/${commit}/${name}`,
    ...(range !== undefined && { headers: { range } }),
    repository,
    revision: commit,
    file: file.path,
  });
}

/**
 * Whether a piece or the whole of the file is sent.
 *
 * @throws HubError when it is neither, or not the file that was listed
 */
export function checkAnswer(
  { response, source, host, encoded }: Answer,
  { path: file, size, sha256 }: HubFile,
  begin: number,
  end = size,
): 'piece' | 'whole' {
  const differs = (sent: number | string, listed: number | string): HubError =>
    new HubError('hub.differs', { host, file, sent, listed });
  if (source.size !== undefined && source.size !== size) throw differs(source.size, size);
  // It is the SHA-256 of a large file: better known now than after gigabytes.
  const { etag = '' } = source;
  if (sha256 !== undefined && /^[0-9a-f]{64}$/.test(etag) && etag !== sha256) {
    throw differs(etag.slice(0, 8), sha256.slice(0, 8));
  }
  if (response.status === 200) {
    const announced = response.headers.get('content-length');
    if (announced !== null && !encoded && Number(announced) !== size) {
      throw differs(Number(announced), size);
    }
    return 'whole';
  }
  const { status } = response;
  if (status !== 206 || encoded) throw new HubError('hub.unexpected', { host, status });
  const sent = response.headers.get('content-range') ?? '-';
  const listed = `bytes ${begin}-${end - 1}/${size}`;
  if (sent.replace(/\*$/, String(size)) !== listed) throw differs(sent, listed);
  return 'piece';
}
