/** What the tests of the hub share: a model, its options and what is left in a folder. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { HubError } from '../../electron/hub/error';
import type { HubFile, Listing } from '../../electron/hub/listing';
import type { HubOptions } from '../../electron/hub/options';
import type { MiniHub } from './miniHub';

export const MODEL = 'someone/small-model';
export const TOKEN = 'hf_secretOfThePerson';

/** Bytes that are the same at each run and nowhere the same. */
export function drawnBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** Options for a mini hub that lose no time. */
export const optionsFor = (hub: MiniHub, more: Partial<HubOptions> = {}): HubOptions => ({
  endpoint: hub.endpoint,
  token: TOKEN,
  pauseMs: 1,
  retries: 2,
  stallMs: 250,
  ...more,
});

export function fileOf(listing: Listing, name: string): HubFile {
  const file = listing.files.find((one) => one.path === name);
  if (!file) throw new Error(`${name} is not listed.`);
  return file;
}

const folders: string[] = [];

/** An empty folder, which is gone after the tests of the file. */
export function freshFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hub-test-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256')
    .update(typeof bytes === 'string' ? fs.readFileSync(bytes) : bytes)
    .digest('hex');

/** Files of a folder with their sizes, by path. */
export function filesIn(folder: string): Record<string, number> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const found: Record<string, number> = {};
  for (const name of names) {
    const state = fs.statSync(path.join(folder, name));
    if (state.isFile()) found[name.split(path.sep).join('/')] = state.size;
  }
  return found;
}

/** The refusal of some work. @throws Error when it is not refused by the hub's own error */
export async function refusalOf(work: Promise<unknown>): Promise<HubError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}
