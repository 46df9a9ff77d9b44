import path from 'node:path';
import { t } from '../../../shared/i18n/translate';
import type { Part } from '../../../shared/message';
import { shownName } from '../error';
import type { ForeignBuilder } from './builder';
import type { Files } from './files';

const ID = /file[-_][A-Za-z0-9]+/;
const PICTURE = /\.(png|apng|jpe?g|jfif|webp|gif|avif|heic|tiff?|bmp)$/i;
const RECORDING = /\.(wav|mp3|m4a|aac|ogg|opus|flac|mp4|mov|webm|mkv)$/i;

/** Id in what messages call a file: `file-service://file-ID` or `sediment://file_ID`. */
export const idOfPointer = (pointer: string): string =>
  ID.exec(pointer.replace(/^.*:\/\//, ''))?.[0] ?? '';

/** Files of the export by what messages call them; pictures are taken, all others counted. */
export class Assets {
  readonly #names: ReadonlyMap<string, string>;
  readonly #used = new Set<string>();
  #recordings = 0;
  #attached = 0;

  constructor(
    private readonly files: Files,
    private readonly builder: ForeignBuilder,
  ) {
    const found = files.names.flatMap((name) => {
      const id = new RegExp(`^${ID.source}`).exec(path.posix.basename(name))?.[0];
      return id === undefined ? [] : [[id, name] as const];
    });
    this.#names = new Map(found);
  }

  /** Counts a recording, whose words stand beside it. */
  recording(): void {
    this.#recordings += 1;
  }

  /** What is shown of a file that is no picture. */
  attached(name: string): Part[] {
    this.#attached += 1;
    return [{ type: 'text', text: `[Attached: ${shownName(name)}]` }];
  }

  /** Whether the file of a pointer or an id came along and looks like a picture. */
  holdsPicture(id: string): boolean {
    return PICTURE.test(this.#names.get(id) ?? '');
  }

  /** The picture of a pointer, or words that stand for what cannot be shown. */
  async parts(pointer: string): Promise<Part[]> {
    const id = idOfPointer(pointer);
    const name = this.#names.get(id);
    if (name === undefined) {
      this.builder.note(t('imported.exportLacks', { name: shownName(id) }));
      // Not translated, so that the same export gives the same conversations everywhere.
      return [{ type: 'text', text: `[A picture that was not in the export: ${shownName(id)}]` }];
    }
    this.#used.add(name);
    if (RECORDING.test(name)) {
      this.recording();
      return [];
    }
    const read = (): Promise<Uint8Array> => this.files.read(name);
    const picture = await this.builder.picture(name, await read(), read);
    if (picture) return [picture];
    return [{ type: 'text', text: `[Not taken: ${shownName(path.posix.basename(name))}]` }];
  }

  /** Notes, once each, what of the export was not taken. */
  finish(): void {
    if (this.#recordings > 0) {
      this.builder.note(t('imported.recordings', { number: this.#recordings }));
    }
    if (this.#attached > 0) {
      this.builder.note(t('imported.attached', { number: this.#attached }));
    }
    const unused = this.files.names.filter((name) => PICTURE.test(name) && !this.#used.has(name));
    if (this.files.whole && unused.length > 0) {
      this.builder.note(t('imported.unused', { number: unused.length }));
    }
  }
}
