import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openLanguageModel } from '../../electron/runtime/generation/languageModel';
import { pictureTokens, textTokens, type Token } from '../../electron/runtime/generation/sequence';
import { LocalRuntime } from '../../electron/runtime/local';
import { openPackage } from '../../electron/runtime/package';
import { allSessions, closeSessions, openSessions } from '../../electron/runtime/sessions';
import { packageOf, publishedMetaMorph } from '../convert/package/tiny';
import { floatsOf, freshFolder, greatest } from '../convert/made';
import { ask, greedy, only, said } from './requests';

const CPU = { provider: 'cpu', threads: 1 } as const;

const runtimes: LocalRuntime[] = [];
afterEach(async () => {
  for (const runtime of runtimes.splice(0)) await runtime.close();
});

async function madePackage() {
  const { given, folder: source } = publishedMetaMorph();
  return { given, made: await packageOf(source, 32) };
}

async function loadedMetaMorph() {
  const { made } = await madePackage();
  const runtime = new LocalRuntime();
  runtimes.push(runtime);
  const loaded = await runtime.load({ folder: made.folder, ...CPU });
  return { runtime, loaded, made };
}

const DRAWING = { seed: 3, guidance: 2, steps: 2, variation: 0 };

describe('a language model in parts', () => {
  // Catches visual tokens that pass by the connector, rows put into other places, a head that is asked
  // of another position, and a cache that loses rows between chunks or when it grows.
  it.each([1, 3, 128])('says what the reference says, read in chunks of %i', async (chunk) => {
    const { given, made } = await madePackage();
    const opened = await openPackage(made.folder);
    const sessions = await openSessions(opened, CPU);
    try {
      const model = openLanguageModel(sessions, opened.manifest, chunk);
      const { languageModel, visionEncoder } = opened.manifest;
      const { featureWidth: width } = visionEncoder;
      const seen = pictureTokens(floatsOf(given.tokens), width, languageModel);
      // The reference's marks of a picture are part of what lies before and after it.
      const prompt: Token[] = [
        ...textTokens(given.before),
        ...seen.slice(1, -1),
        ...textTokens(given.after),
      ];
      let heads = await model.read(prompt);
      const said: number[] = [];
      const steps = floatsOf(given.steps).length / width;
      for (let place = 0; place < steps; place += 1) {
        const vector = (await heads?.visual()) ?? new Float32Array(0);
        said.push(...vector);
        heads = await model.step([{ kind: 'visual', place, vector }]);
      }
      expect(greatest(Float32Array.from(said), floatsOf(given.steps))).toBeLessThan(1e-5);
      const logits = (await heads?.logits()) ?? new Float32Array(0);
      expect(greatest(logits, floatsOf(given.logits))).toBeLessThan(1e-4);
    } finally {
      await closeSessions(allSessions(sessions));
    }
  });

  // Catches a visualizer that gets tokens of another rank, and graphs that stay closed once released.
  it('draws what it imagines, and the same from its tokens', async () => {
    const { runtime } = await loadedMetaMorph();
    const { events } = await ask(
      runtime,
      greedy([said('user', 'a')], { visualizer: DRAWING, think: 'always', maxTokens: 120 }),
    );
    const [picture] = only(events, 'image');
    expect([picture?.width, picture?.height]).toEqual([64, 64]);
    const tokens = only(events, 'visual_tokens')[0]?.tokens ?? new Float32Array(0);
    const again = await runtime.decode({ tokens, settings: DRAWING }, () => undefined);
    expect(Buffer.from(again.png)).toEqual(Buffer.from(picture?.png ?? []));
  });
});

describe('large files of a package', () => {
  // Catches a load that reads gigabytes again, and a note that is believed of another file.
  it('are hashed once, and again when they changed', async () => {
    const { loaded, made, runtime } = await loadedMetaMorph();
    const [first] = loaded.manifest.data;
    const file = path.join(made.folder, first?.path ?? '');
    const { mtime } = fs.statSync(file);
    const bytes = fs.readFileSync(file);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    fs.writeFileSync(file, bytes);
    await expect(runtime.load({ folder: made.folder, ...CPU })).rejects.toThrow(/damaged/);
    // With size and time as they were, the note is believed: that is what it is for.
    fs.utimesSync(file, mtime, mtime);
    await runtime.load({ folder: made.folder, ...CPU });
    fs.rmSync(path.join(made.folder, '.verified.json'));
    await expect(runtime.load({ folder: made.folder, ...CPU })).rejects.toThrow(/damaged/);
  });

  // Catches a package that is copied without them, or without the note that they were hashed.
  it('travel with the package', async () => {
    const { addPackage } = await import('../../electron/packages/add');
    const { made } = await madePackage();
    const packagesFolder = freshFolder();
    const hash = await addPackage(packagesFolder, made.folder, {
      signal: new AbortController().signal,
    });
    expect(hash).toBe(made.hash);
    const target = path.join(packagesFolder, hash);
    expect(fs.readdirSync(target).sort()).toEqual(fs.readdirSync(made.folder).sort());
  });
});
