import { safeStorage } from 'electron';
import path from 'node:path';
import { KEYS, SystemKeys, type Cipher } from '../keys/systemKeys';
import type { KeyStore } from '../keys/types';

/** Stores of Linux that keep a secret; `basic_text` encrypts with a password that everybody knows. */
const SAFE = new Set(['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6']);

/** Keychain, DPAPI, or the secret store of a Linux desktop; usable once the program is ready. */
const system: Cipher = {
  isSafe: () =>
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || SAFE.has(safeStorage.getSelectedStorageBackend())),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (bytes) => safeStorage.decryptString(bytes),
};

/**
 * The keys of the person in this system's store.
 *
 * @param folder absolute folder of the data
 * @param report called where a key cannot be kept or read
 */
export function openKeyStore(folder: string, report: (error: unknown) => void): KeyStore {
  return new SystemKeys({ file: path.join(folder, KEYS), cipher: system, report });
}
