/** What kind of disk a folder is on, as far as it matters to a database. */
import fs from 'node:fs';
import path from 'node:path';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

const MOUNTS = '/proc/self/mountinfo';

/** Network file systems by their Linux names: they cannot share memory between computers. */
const NETWORK =
  /^(nfs\d?|cifs|smb\d?|smbfs|9p|afs|ceph|coda|davfs|glusterfs|lustre|ncpfs|fuse\.(sshfs|rclone|davfs2?|glusterfs|s3fs|gvfsd-fuse|curlftpfs|cephfs|smbnetfs))$/;

/** Names of folders that programs copy to other computers; the first part is where they begin. */
const SYNCED: readonly (readonly [RegExp, string])[] = [
  [/^(Dropbox|Dropbox[- ].*)$/, 'Dropbox'],
  [/^(OneDrive|OneDrive[- ].*)$/, 'OneDrive'],
  [/^(iCloudDrive|iCloud Drive|Mobile Documents)$/, 'iCloud Drive'],
  [/^(Google ?Drive|GoogleDrive-.*|My Drive)$/, 'Google Drive'],
  [/^Nextcloud\d*$/, 'Nextcloud'],
];
/** Files that such programs leave in the folders that they copy. */
const MARKERS: readonly (readonly [string, string])[] = [
  ['.stfolder', 'Syncthing'],
  ['.dropbox', 'Dropbox'],
  ['.nextcloudsync.log', 'Nextcloud'],
];

/** The folder itself, or the nearest one above it that exists, with links resolved. */
function thereOf(folder: string): string {
  for (let there = path.resolve(folder); ; there = path.dirname(there)) {
    if (fs.existsSync(there) || there === path.dirname(there)) return fs.realpathSync(there);
  }
}

/** A folder and all folders above it. */
function* upFrom(folder: string): Generator<string> {
  for (let place = folder; ; place = path.dirname(place)) {
    yield place;
    if (place === path.dirname(place)) return;
  }
}

function readMounts(): string {
  try {
    return fs.readFileSync(MOUNTS, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Name of the network file system that a folder is on; nothing for a local disk, or where it cannot be
 * known: on Windows only a path that begins with a server shows it, on macOS nothing does.
 *
 * @param folder absolute; it need not be there
 * @param mounts what Linux says of its mounts
 */
export function networkKind(folder: string, mounts = readMounts()): string | undefined {
  if (/^[\\/]{2}[^\\/.?]/.test(folder) && process.platform === 'win32') return 'SMB';
  const kinds = new Map<string, string>();
  for (const line of mounts.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const point = before
      .split(' ')[4]
      ?.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
    // Of several mounts at one place, the last one counts.
    if (point !== undefined) kinds.set(point, after.split(' ')[0] ?? '');
  }
  for (const place of upFrom(mounts === '' ? '/' : thereOf(folder))) {
    const kind = kinds.get(place);
    if (kind !== undefined) return NETWORK.test(kind) ? kind : undefined;
  }
  return undefined;
}

/** @throws AppError `input` for a folder on a network disk */
export function refuseNetwork(folder: string, mounts?: string): void {
  const kind = networkKind(folder, mounts);
  if (kind === undefined) return;
  throw new AppError('input', t('safety.network', { path: folder, kind }));
}

/** The program that copies a folder to other computers; nothing when none is known to. */
export function syncedBy(folder: string): string | undefined {
  for (const place of upFrom(path.resolve(folder))) {
    const marker = MARKERS.find(([name]) => fs.existsSync(path.join(place, name)));
    if (marker) return marker[1];
    const named = SYNCED.find(([name]) => name.test(path.basename(place)));
    if (named) return named[1];
  }
  return undefined;
}

/** The warning about a folder that is synced; nothing for any other. */
export function syncedWarning(folder: string): string | undefined {
  const service = syncedBy(folder);
  return service && t('safety.synced', { path: folder, service });
}
