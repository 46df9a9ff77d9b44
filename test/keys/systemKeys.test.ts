import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyOfEnvironment, variableOf } from '../../electron/keys/environmentKeys';
import { KEYS, SystemKeys, type Cipher } from '../../electron/keys/systemKeys';

const KEY = 'hf_a-key-of-the-test';
let folder = '';
let reported: unknown[] = [];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'studio-keys-'));
  reported = [];
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Turns all bits: not to be read by chance, and enough to see where words went. */
const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff));
const SYSTEM: Cipher = {
  isSafe: () => true,
  encrypt: (text) => turned(Buffer.from(text)),
  decrypt: (bytes) => turned(bytes).toString(),
};

const keysWith = (cipher: Cipher, environment: Record<string, string> = {}): SystemKeys =>
  new SystemKeys({
    file: path.join(folder, KEYS),
    cipher,
    environment,
    report: (error) => reported.push(error),
  });

const written = (): string =>
  fs
    .readdirSync(folder)
    .map((name) => fs.readFileSync(path.join(folder, name), 'latin1'))
    .join('\n');

describe('keys for others', () => {
  // Would catch: a key that is gone at the next start, or stands in a file for all to read.
  it('are known at the next start, encrypted, until they are forgotten', () => {
    const keys = keysWith(SYSTEM);
    expect(keys.set('hub', KEY)).toBe(true);
    expect(keys.set('server.3f2c', 'sk-other')).toBe(true);
    expect(written()).not.toContain(KEY);
    expect(fs.statSync(path.join(folder, KEYS)).mode & 0o077).toBe(0);
    const again = keysWith(SYSTEM);
    expect(again.get('hub')).toBe(KEY);
    again.delete('hub');
    expect(again.get('hub')).toBeUndefined();
    expect(keysWith(SYSTEM).get('hub')).toBeUndefined();
    expect(keysWith(SYSTEM).get('server.3f2c')).toBe('sk-other');
  });

  // Would catch: a key written where the system keeps no secret, or where its store refuses.
  it.each([
    ['keeps no secret', { ...SYSTEM, isSafe: () => false }],
    [
      'refuses',
      {
        ...SYSTEM,
        encrypt: () => {
          throw new Error('The keyring is locked.');
        },
      },
    ],
    ['gives back something else', { ...SYSTEM, decrypt: () => 'sk-else' }],
  ])('are never written where the system %s, and asked for again', (_, cipher) => {
    const keys = keysWith(cipher);
    expect(keys.set('hub', KEY)).toBe(false);
    expect(keys.get('hub')).toBe(KEY);
    expect(fs.readdirSync(folder)).toEqual([]);
    expect(keysWith(cipher).get('hub')).toBeUndefined();
  });

  // Would catch: an older key that comes back at the next start, after a newer one was only remembered.
  it('do not come back when a newer one could not be kept', () => {
    keysWith(SYSTEM).set('hub', 'sk-older');
    keysWith({ ...SYSTEM, isSafe: () => false }).set('hub', KEY);
    expect(keysWith(SYSTEM).get('hub')).toBeUndefined();
  });

  // Would catch: a start that fails at a file of another computer, a damaged one, or a huge one.
  it('are asked for again where the file cannot be read', () => {
    const file = path.join(folder, KEYS);
    keysWith(SYSTEM).set('hub', KEY);
    const stranger = {
      ...SYSTEM,
      decrypt: () => {
        throw new Error('Error while decrypting the ciphertext.');
      },
    };
    expect(keysWith(stranger).get('hub')).toBeUndefined();
    expect(reported).toHaveLength(1);
    for (const text of ['', '{', '{"version":2}', '{"version":1,"keys":{"hub":5}}']) {
      fs.writeFileSync(file, text);
      expect(keysWith(SYSTEM).get('hub')).toBeUndefined();
    }
  });

  // Would catch: a line break that would smuggle a header in, and a name that is no variable.
  it('have one form', () => {
    const keys = keysWith(SYSTEM);
    for (const key of ['', 'two words', 'line\r\nX-Other: 1', 'ü', 'k'.repeat(4097)]) {
      expect(() => keys.set('hub', key)).toThrow(TypeError);
    }
    for (const name of ['', 'Hub', '../x', '__proto__', 'a..b'])
      expect(() => keys.set(name, KEY)).toThrow();
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  // Would catch: a command that does not find its key, or a variable that goes before what was set.
  it('come from the environment where none is set', () => {
    expect(variableOf('server.3f2c')).toBe('METAMORPH_KEY_SERVER_3F2C');
    const environment = { METAMORPH_KEY_HUB: KEY, METAMORPH_KEY_OTHER: 'two words' };
    expect(keyOfEnvironment('hub', environment)).toBe(KEY);
    expect(keyOfEnvironment('other', environment)).toBeUndefined();
    const keys = keysWith(SYSTEM, environment);
    expect(keys.get('hub')).toBe(KEY);
    keys.set('hub', 'sk-set');
    expect(keys.get('hub')).toBe('sk-set');
  });
});
