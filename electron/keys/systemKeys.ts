import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { makePrivateFolder } from '../disk/privateMode';
import { writeWhole } from '../disk/whole';
import { keyOfEnvironment } from './environmentKeys';
import { keyNameSchema, keySchema, type KeyStore } from './types';

/** File of encrypted keys within the data folder. */
export const KEYS = 'keys.json';
const LARGEST = 2 ** 20;

/** What the system encrypts with; Electron's `safeStorage` is one. */
export interface Cipher {
  /** Whether the system keeps the secret for it: without, what is encrypted is as good as in clear. */
  isSafe(): boolean;
  encrypt(text: string): Buffer;
  decrypt(bytes: Buffer): string;
}

const keptSchema = z.strictObject({
  version: z.literal(1),
  /** Encrypted keys in base64, by their names. */
  keys: z.record(keyNameSchema, z.base64().max(16_384)),
});
type Kept = z.infer<typeof keptSchema>;

export interface SystemKeysOptions {
  /** Absolute path of the file. */
  readonly file: string;
  readonly cipher: Cipher;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Called where keys cannot be kept, read or forgotten as they should be. */
  readonly report: (error: unknown) => void;
}

/**
 * Keys in a file, each encrypted with a secret that the system keeps. Where it keeps none, a key is
 * known until the program ends, and nothing of it is written.
 */
export class SystemKeys implements KeyStore {
  readonly #memory = new Map<string, string>();

  constructor(private readonly options: SystemKeysOptions) {}

  get(name: string): string | undefined {
    keyNameSchema.parse(name);
    return this.#memory.get(name) ?? this.#read(name) ?? keyOfEnvironment(name, this.#environment);
  }

  set(name: string, key: string): boolean {
    if (!keyNameSchema.safeParse(name).success || !keySchema.safeParse(key).success) {
      throw new TypeError('This is not the form of a key.');
    }
    // An older one must not come back at the next start.
    this.delete(name);
    if (this.#keep(name, key)) return true;
    this.#memory.set(name, key);
    return false;
  }

  delete(name: string): void {
    this.#memory.delete(name);
    const { keys } = this.#kept();
    if (!(name in keys)) return;
    const { [name]: _, ...others } = keys;
    this.#write({ version: 1, keys: others });
  }

  get #environment(): Readonly<Record<string, string | undefined>> {
    return this.options.environment ?? process.env;
  }

  #keep(name: string, key: string): boolean {
    const { cipher, report } = this.options;
    try {
      if (!cipher.isSafe()) return false;
      const encrypted = cipher.encrypt(key);
      // A system that gives back something else would lose the key.
      if (cipher.decrypt(encrypted) !== key) return false;
      const { keys } = this.#kept();
      this.#write({ version: 1, keys: { ...keys, [name]: encrypted.toString('base64') } });
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  }

  #read(name: string): string | undefined {
    const encrypted = this.#kept().keys[name];
    if (encrypted === undefined) return undefined;
    try {
      const { cipher } = this.options;
      if (!cipher.isSafe()) return undefined;
      return keySchema.safeParse(cipher.decrypt(Buffer.from(encrypted, 'base64'))).data;
    } catch (error) {
      // Another computer's, or a secret that the system no longer has.
      this.options.report(error);
      return undefined;
    }
  }

  #kept(): Kept {
    try {
      const { file } = this.options;
      if (fs.statSync(file).size > LARGEST) return { version: 1, keys: {} };
      return keptSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
    } catch {
      return { version: 1, keys: {} };
    }
  }

  #write(kept: Kept): void {
    const { file } = this.options;
    makePrivateFolder(path.dirname(file));
    writeWhole(file, JSON.stringify(kept));
  }
}
