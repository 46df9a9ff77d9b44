import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CATALOGUE, entryOf, searchCatalogue } from '../../electron/catalogue/catalogue';
import { ModelGetter } from '../../electron/catalogue/getter';
import { getModel, lookAt, type ModelPlaces } from '../../electron/catalogue/getModel';
import { modelsCommand } from '../../electron/cli/models/models';
import { Packages } from '../../electron/packages/packages';
import type { ModelsStatus } from '../../shared/ipc/models';
import { freshFolder } from '../convert/made';
import { packageOf, publishedJanus, publishedMetaMorph } from '../convert/package/tiny';
import { startMiniHub, type MiniHub } from '../hub/miniHub';
import { MODELS } from '../ipc/models';
import { tinyFolder } from '../runtime/reference';

const NAME = 'someone/tiny-janus';
const COMMIT = /^[0-9a-f]{40}$/;

const hubs: MiniHub[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
});

async function hubWith(files: string | Record<string, string>): Promise<MiniHub> {
  const hub = await startMiniHub({ [NAME]: { files, licence: 'mit', largeFrom: 1000 } });
  hubs.push(hub);
  return hub;
}

function placesFor(hub: MiniHub | undefined): ModelPlaces {
  const endpoint = hub?.endpoint ?? 'http://127.0.0.1:9';
  return {
    packagesFolder: freshFolder(),
    skeletons: MODELS.skeletons,
    convert: MODELS.convert,
    hub: { endpoint, pauseMs: 1, retries: 1, stallMs: 2000 },
  };
}

const namesIn = (folder: string): string[] => fs.readdirSync(folder).sort();

describe('getting a model', () => {
  // Catches files of a repository that are missing beside the weights, hashes that are taken for
  // others, what was fetched that stays, and a package that says not where it came from.
  it('fetches and converts one of the hub', async () => {
    const hub = await hubWith(publishedJanus().folder);
    const places = placesFor(hub);
    const stages = new Set<string>();
    const hash = await getModel(
      places,
      { from: NAME, bits: 8 },
      { progress: (stage) => stages.add(stage) },
    );
    expect(namesIn(places.packagesFolder)).toEqual([hash]);
    expect([...stages]).toEqual(['looking', 'fetching', 'checking', 'converting']);
    const file = path.join(places.packagesFolder, hash, 'manifest.json');
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      format: 2,
      name: 'tiny-janus',
      licence: 'mit',
      source: { repository: NAME, commit: expect.stringMatching(COMMIT) as string, bits: 8 },
      capabilities: { draws: 'asked' },
    });
  });

  // Catches gigabytes that are fetched of what no recipe can convert.
  it('refuses what cannot be converted before it fetches any weight', async () => {
    const { folder } = publishedJanus();
    const config = path.join(folder, 'config.json');
    const changed = { ...(JSON.parse(fs.readFileSync(config, 'utf8')) as object) };
    fs.writeFileSync(config, JSON.stringify({ ...changed, model_type: 'stranger' }));
    const hub = await hubWith(folder);
    const places = placesFor(hub);
    await expect(getModel(places, { from: NAME, bits: 4 })).rejects.toThrow(/kind stranger/);
    expect(hub.requests.filter((one) => one.path.endsWith('.safetensors'))).toEqual([]);
    expect(namesIn(places.packagesFolder)).toEqual([]);
  });

  // Catches a look that fetches what it looks at, or says other sizes than it then takes.
  it('is looked at in a few kilobytes', async () => {
    const { folder } = publishedJanus();
    const hub = await hubWith(folder);
    const places = placesFor(hub);
    const look = await lookAt(places, { from: `${NAME}@main`, bits: 8 });
    expect(look).toMatchObject({ repository: NAME, recipe: 'janus-pro', licence: 'mit' });
    expect(look.fetched).toBe(fs.statSync(path.join(folder, 'model.safetensors')).size);
    const ranges = hub.requests.filter((one) => one.path.endsWith('.safetensors'));
    expect(ranges.length).toBeGreaterThan(0);
    expect(ranges.every(({ range }) => range !== undefined)).toBe(true);
  });

  // Catches a package of ours that is taken for a checkpoint, and files of it that are left out.
  it('takes a package of the hub as it is', async () => {
    const hub = await hubWith(tinyFolder('embedded-like'));
    const places = placesFor(hub);
    const hash = await getModel(places, { from: NAME, bits: 4 });
    expect(namesIn(places.packagesFolder)).toEqual([hash]);
    expect(namesIn(path.join(places.packagesFolder, hash))).toEqual(
      namesIn(tinyFolder('embedded-like')),
    );
  });

  // Catches a folder whose parts are looked for elsewhere, and a source that is removed though it is
  // the person's own.
  it('converts a folder, which stays as it is', async () => {
    const { folder } = publishedMetaMorph();
    const before = fs.readdirSync(folder, { recursive: true }).sort();
    const places = placesFor(undefined);
    const hash = await getModel(places, { from: folder, bits: 4 });
    expect(namesIn(places.packagesFolder)).toEqual([hash]);
    expect(fs.readdirSync(folder, { recursive: true }).sort()).toEqual(before);
    await expect(getModel(places, { from: folder, bits: 4 })).rejects.toThrow(/already/);
  });

  it.each(['nothing here', '../x', 'a/b/c', 'C:\\x'])('refuses %s in a sentence', async (from) => {
    const getting = getModel(placesFor(undefined), { from, bits: 4 });
    await expect(getting).rejects.toThrow(/is no model/);
  });

  it('knows the catalogue by id and by name', () => {
    expect(entryOf('Janus-Pro 1B')?.id).toBe('janus-pro-1b');
    expect(searchCatalogue('deepseek')).toHaveLength(CATALOGUE.length);
    expect(searchCatalogue('nothing')).toEqual([]);
  });
});

describe('a getter', () => {
  function getterFor(places: ModelPlaces) {
    const statuses: ModelsStatus[] = [];
    const packages = new Packages({
      packagesFolder: places.packagesFolder,
      embedded: tinyFolder('embedded-like'),
    });
    const getter = new ModelGetter({
      ...places,
      hub: () => places.hub,
      card: (hash) => packages.cardOf(hash, null),
      changed: (status) => statuses.push(status),
      report: (error) => {
        throw error;
      },
    });
    return { getter, statuses };
  }

  // Catches a stop that loses what came, a start that begins anew, and leftovers that nobody counts.
  it('stops, goes on where it was, and says what it left', async () => {
    const hub = await hubWith(publishedJanus().folder);
    const places = placesFor(hub);
    const { getter, statuses } = getterFor(places);
    getter.begin({ from: NAME, bits: 8 });
    expect(() => getter.begin({ from: NAME, bits: 8 })).toThrow(/Another model/);
    getter.stop();
    await getter.close();
    expect(getter.status).toMatchObject({ getting: null, failed: { from: NAME, goesOn: true } });
    getter.begin({ from: NAME, bits: 8 });
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (getter.busy) return;
        clearInterval(timer);
        resolve();
      }, 10);
    });
    expect(getter.status).toMatchObject({
      failed: null,
      leftovers: 0,
      added: { name: 'tiny-janus' },
    });
    expect(statuses.some(({ getting }) => getting?.stage === 'converting')).toBe(true);
  });
});

describe('the command models', () => {
  function commandFor(hub: MiniHub | undefined) {
    const { packagesFolder: _, ...places } = placesFor(hub);
    const data = path.join(freshFolder(), 'data');
    return async (...words: string[]) => {
      let [out, err] = ['', ''];
      const exit = await modelsCommand(
        [...words, ...(words[0] === 'search' ? [] : ['--data', data])],
        {
          ...places,
          folder: freshFolder(),
          package: tinyFolder('embedded-like'),
          out: (text) => (out += text),
          err: (text) => (err += text),
          signal: new AbortController().signal,
        },
      );
      return { exit, out, err };
    };
  }

  // Catches a command that cannot find by name what it just added.
  it('adds, lists, verifies and removes', async () => {
    const run = commandFor(await hubWith(publishedJanus().folder));
    const added = await run('add', NAME, '--precision', '8');
    expect(added).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/^tiny-janus is added/) as string,
    });
    expect(added.err).toMatch(/Converting: 100 %/);
    expect((await run('list')).out).toMatch(/tiny-janus .*\n.*sees pictures, draws when asked/);
    expect((await run('verify', 'Tiny Janus')).out).toMatch(/is whole/);
    expect(await run('remove', 'tiny-janus')).toMatchObject({ exit: 0 });
    expect((await run('list')).out).not.toMatch(/tiny-janus/);
    expect(await run('remove', 'tiny-janus')).toMatchObject({ exit: 4 });
  });

  // Catches a search that asks the network though nobody said so.
  it('searches the catalogue, and the hub only when asked to', async () => {
    const hub = await hubWith(publishedJanus().folder);
    const run = commandFor(hub);
    expect((await run('search', 'janus')).out).toMatch(/janus-pro-1b: Janus-Pro 1B by DeepSeek/);
    expect(hub.requests).toEqual([]);
    expect((await run('search', 'tiny', '--hub')).out).toMatch(/someone\/tiny-janus: /);
    expect(hub.requests).not.toEqual([]);
  });

  it.each([
    [['add'], /Say which model/],
    [['add', 'x', '--precision', '5'], /4, 8, 16 or 32/],
    [['list', 'x'], /quotation marks/],
    [['list', '--hub'], /takes no --hub/],
    [['fly'], /no command fly/],
  ])('refuses %s with how it is used', async (words, sentence) => {
    const { exit, err } = await commandFor(undefined)(...words);
    expect(exit).toBe(2);
    expect(err).toMatch(sentence);
  });
});

describe('a package that was made twice', () => {
  // Catches a conversion that is other bytes the second time, and its name with them.
  it('has one name', async () => {
    const [one, other] = [publishedJanus().folder, publishedJanus().folder];
    expect((await packageOf(one, 4)).hash).toBe((await packageOf(other, 4)).hash);
  });
});
