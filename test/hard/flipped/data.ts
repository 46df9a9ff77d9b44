/** A data folder with every kind of file that is kept, and a second place of copies. */
import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import { Packages } from '../../../electron/packages/packages';
import { Features } from '../../../electron/runtime/features';
import { openStore, type Store } from '../../../electron/store/open';
import { BackupQueue } from '../../../electron/recovery/backupQueue';
import { quarantineFolder, CONTENT_FOLDERS } from '../../../electron/store/folders';
import { Thumbnails } from '../../../electron/app/thumbnails';
import { conversations, hold, keepSome, png } from '../../archive/fixtures';
import { packageFolder } from '../../chat/fixture';
import { holdSharing } from '../../recovery/flipped';

/** Numbers of a kept feature, and of how many pictures there is one. */
export const WIDTH = 8;
export const PICTURES = 4;
/** Words of which every letter matters. */
const WORDS = 'The quick brown fox jumps over the lazy dog and the seven sleeping cats. '.repeat(
  20,
);

/** What was made, and where. */
export interface Made {
  /** Data folder. */
  readonly data: string;
  /** Folder of copies on the other disk. */
  readonly second: string;
  /** Contents of pictures that a strip or true frames name alone. */
  readonly frames: readonly string[];
  /** Content of the only picture that a thumbnail was made of. */
  readonly large: string;
  /** Absolute path of a content that lies aside as well. */
  readonly aside: string;
}

/** A small form of any picture. */
export const shrink = (bytes: Uint8Array): Promise<Uint8Array> =>
  Promise.resolve(bytes.subarray(0, 2000));

/**
 * Fills an empty folder, and an empty one of another disk.
 *
 * @param seed which conversations
 */
export async function fill(data: string, disk: string, seed: number): Promise<Made> {
  const store = openStore({ folder: data });
  try {
    const kept = await keepSome(store, PICTURES);
    hold(store, fc.sample(conversations(kept, 12), { seed, numRuns: 1 })[0] ?? []);
    await holdSharing(store, 3);
    const frames = await keepFrames(store);
    const large = await store.images.saveImage(Buffer.alloc(60_000, 7), 'image/png');
    say(store, large);
    const backupQueue = new BackupQueue(store);
    await backupQueue.make('asked');
    const second = await backupQueue.chooseSecond(disk);
    await backupQueue.make('asked');
    await new Thumbnails(store, shrink).get(large);
    const features = new Features(path.join(data, 'features', 'a.f32'), WIDTH);
    for (const hash of kept.images) features.add(hash, new Float32Array(WIDTH).fill(0.5));
    await addPackage(data);
    const aside = quarantine(store, kept.tokens[0] ?? '');
    return { data, second, frames, large, aside };
  } finally {
    store.close();
  }
}

/** A conversation with a long question. */
function say(store: Store, image: string): void {
  const { id } = store.conversations.create();
  const leaf = store.messages.add({
    conversationId: id,
    parentId: null,
    role: 'user',
    parts: [
      { type: 'text', text: WORDS },
      { type: 'image', image, width: 8, height: 8, mediaType: 'image/png', rendering: null },
    ],
  });
  store.conversations.setLeaf(id, leaf);
}

/** A strip that lies ready, and the true frames of an answer. */
async function keepFrames(store: Store): Promise<string[]> {
  const images: string[] = [];
  for (let shade = 300; shade < 304; shade += 1) {
    images.push(await store.images.saveImage(png(shade), 'image/png'));
  }
  const [first = '', second = '', ...truth] = images;
  const { id } = store.conversations.create();
  store.strips.saveStrip(id, {
    frames: [first, second].map((image) => ({
      picture: { image, width: 8, height: 8, mediaType: 'image/png', note: '' },
      time: null,
    })),
    framesPerSecond: 1,
    from: 0,
    to: 1,
    note: '',
  });
  const answerId = store.messages.add({
    conversationId: id,
    parentId: null,
    role: 'assistant',
    parts: [],
  });
  store.messages.finish(answerId, 'stop', null, null);
  store.strips.saveTruth({ answerId, images: truth });
  return images;
}

async function addPackage(data: string): Promise<void> {
  const embedded = packageFolder('embedded-like');
  const packages = new Packages({ packagesFolder: path.join(data, 'packages'), embedded });
  const work = { signal: new AbortController().signal, progress: () => undefined };
  await packages.add(packageFolder('full-like'), work);
}

/** Leaves the whole of some visual tokens aside, as an earlier repair does. */
function quarantine(store: Store, hash: string): string {
  const folder = path.join(quarantineFolder(store.folder), 'earlier', CONTENT_FOLDERS.tokens);
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, hash);
  fs.copyFileSync(path.join(store.folder, CONTENT_FOLDERS.tokens, hash), file);
  return file;
}
