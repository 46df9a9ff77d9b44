import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { archiveCommand } from '../../electron/cli/archive/command';
import { asPng, inspectPicture } from '../../electron/images/inspect';
import { connect, loadDriver } from '../../electron/store/connection';
import { migrate, MIGRATIONS } from '../../electron/store/migrations/migrate';
import { DATABASE, openStore } from '../../electron/store/open';
import { OWN_FOLDER } from '../../electron/store/ownership';
import { writeMoved } from '../../electron/store/location';
import { storedExample, png } from '../archive/fixtures';
import { snapshot } from '../snapshot';
import { contents } from '../store/folder';

let folder = '';

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'studio-archive-'));
  const store = openStore({ folder: path.join(folder, 'data') });
  await storedExample(store);
  store.close();
});
afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function run(...words: string[]) {
  let out = '';
  let err = '';
  const exit = await archiveCommand(words, {
    folder,
    tools: { asPng, printPdf: (_, file) => fs.promises.writeFile(file, '%PDF-1.4') },
    inspect: inspectPicture,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    signal: new AbortController().signal,
  });
  return { exit, out, err, json: (): unknown => JSON.parse(out) };
}

describe('archive', () => {
  // Fault: a conversation that the window cannot show, and that no way leads to without it.
  it('deletes a conversation to the bin, all that were named or none', async () => {
    const listed = (await run('list', '--data', 'data', '--json')).json();
    const [one] = (listed as { conversations: { id: string; title: string }[] }).conversations;
    const { id = '', title = '' } = one ?? {};
    const missing = '00000000-0000-4000-8000-000000000000';
    const refused = await run('delete', '--data', 'data', id, missing);
    expect(refused).toMatchObject({ exit: 3, out: '' });
    expect(refused.err).toContain(`There is no conversation ${missing}`);
    expect((await run('list', '--data', 'data')).out).toContain(id);

    const deleted = await run('delete', '--data', 'data', '--json', id);
    expect(deleted).toMatchObject({ exit: 0, err: '' });
    expect(deleted.json()).toEqual({ deleted: [{ id, title }] });
    expect((await run('list', '--data', 'data')).out).toBe('There are no conversations.\n');
    expect((await run('delete', '--data', 'data', id)).exit).toBe(3);
    const store = openStore({ folder: path.join(folder, 'data') });
    expect(store.trash.list()).toMatchObject([{ kind: 'conversation', id }]);
    store.steps.restoreConversation(id);
    expect(store.conversations.list()).toHaveLength(1);
    store.close();
    expect((await run('delete', '--data', 'data')).exit).toBe(2);
    expect((await run('--help')).out).toContain('delete [--data DIR] [--json] ID...');
  });

  // Fault: a round trip that a person cannot make with the four commands as they are documented.
  it('exports, verifies, imports and lists', async () => {
    const exported = await run(
      'export',
      '--data',
      'data',
      '--format',
      'metamorph',
      '--out',
      'a.metamorph',
      '--json',
    );
    expect(exported).toMatchObject({ exit: 0, err: '' });
    const { hash } = exported.json() as { hash: string };
    const verified = await run('verify', '--json', 'a.metamorph');
    expect(verified.json()).toEqual({ hash, conversations: 1, messages: 3, images: 2 });
    expect((await run('verify', 'a.metamorph')).out).toContain(
      'a.metamorph is whole: 1 conversation, 3 messages, 2 images, hash',
    );

    const dry = await run('import', '--data', 'other', '--dry-run', '--json', 'a.metamorph');
    expect(dry.json()).toMatchObject({ dryRun: true, new: 1, same: 0, copy: 0 });
    expect(fs.existsSync(path.join(folder, 'other'))).toBe(false);

    expect((await run('import', '--data', 'other', 'a.metamorph')).out).toMatch(
      /1 conversation added, 0 there already/,
    );
    expect((await run('import', '--data', 'other', 'a.metamorph', '--json')).json()).toMatchObject({
      new: 0,
      same: 1,
    });
    const again = await run('export', '--data', 'other', '--out', 'b.metamorph', '--json');
    expect(again.json()).toMatchObject({
      hash,
      format: 'metamorph',
      path: path.join(folder, 'b.metamorph'),
    });

    const [here, there] = [
      await run('list', '--data', 'data', '--json'),
      await run('list', '--json', 'a.metamorph'),
    ];
    const listed = {
      id: expect.any(String) as string,
      title: 'A green hat',
      messages: 3,
      images: 2,
      folder: 'Hats',
      tags: ['green', 'hat'],
      pinned: true,
    };
    expect(here.json()).toMatchObject({ conversations: [listed] });
    expect(there.json()).toMatchObject({ conversations: [listed] });
  });

  // Fault: a list that counts pictures of the trash, which no export has.
  it('lists what can be seen', async () => {
    const store = openStore({ folder: path.join(folder, 'data') });
    const [listed] = store.conversations.list();
    const drawn = store.messages
      .all(listed?.id ?? '')
      .find(({ role, parts }) => role === 'assistant' && parts.length > 1);
    store.steps.delete(drawn?.id ?? '');
    store.close();
    expect((await run('list', '--data', 'data')).out).toContain('2 messages, 1 image  A green hat');
  });

  it.each(['html', 'md', 'pdf', 'jsonl'])(
    'exports as %s, one conversation or a folder',
    async (format) => {
      const { conversations } = (await run('list', '--data', 'data', '--json')).json() as {
        conversations: { id: string }[];
      };
      const id = conversations[0]?.id ?? '';
      const one = await run(
        'export',
        '--data',
        'data',
        '--conversation',
        id,
        '--format',
        format,
        '--out',
        'one',
        '--json',
      );
      expect(one).toMatchObject({ exit: 0, err: '' });
      // A page folds the other branch, of one message; elsewhere it is left out.
      const messages = format === 'html' ? 3 : 2;
      expect(one.json()).toMatchObject({ conversations: 1, messages, images: 2, missing: 0 });
      expect(fs.statSync(path.join(folder, 'one')).size).toBeGreaterThan(0);
      const byEnd = await run(
        'export',
        '--data',
        'data',
        '--folder',
        'Hats',
        '--out',
        `two.${format}`,
      );
      expect(byEnd).toMatchObject({ exit: 0, err: '' });
    },
  );

  // Fault: a refusal without a sentence, with the wrong exit, or with a trace of the program.
  it.each<[number, RegExp, ...string[]]>([
    [2, /Say what to do/],
    [2, /Say what to do/, 'toast'],
    [2, /--out/, 'export'],
    [2, /--format takes/, 'export', '--format', 'docx', '--out', 'x'],
    [2, /not for import/, 'import', '--out', 'x', 'y'],
    [2, /which file to verify/, 'verify'],
    [2, /one path/, 'verify', 'a', 'b'],
    [2, /once/, 'list', '--data', 'a', '--data', 'b'],
    [2, /--help/, 'list', '--unknown'],
    [2, /nothing is overwritten/, 'export', '--data', 'data', '--out', 'data'],
    [3, /no conversations in/, 'list', '--data', 'nowhere'],
    [3, /gone/, 'export', '--data', 'data', '--conversation', 'x', '--out', 'x.html'],
    [3, /There is no/, 'import', '--data', 'data', 'nowhere.metamorph'],
    [3, /nothing that can be imported/, 'verify', 'picture.png'],
  ])('exits with %i and a sentence like %s for %s', async (exit, sentence, ...words) => {
    fs.writeFileSync(path.join(folder, 'picture.png'), png(1));
    const ran = await run(...words);
    expect(ran.exit).toBe(exit);
    expect(ran.err).toMatch(sentence);
    expect(ran.err).toMatch(/^[^\n]+\.\n$/);
    expect(ran.out).toBe('');
  });

  it('says how it is used', async () => {
    expect(await run('--help')).toMatchObject({
      exit: 0,
      out: expect.stringContaining('verify') as string,
    });
  });

  // Catches a folder whose database is copied while it is written, of which nobody is told.
  it('warns of a data folder that is synced, and goes on', async () => {
    await run('export', '--data', 'data', '--out', 'a.metamorph');
    const synced = await run('import', '--data', 'OneDrive', 'a.metamorph');
    expect(synced.exit).toBe(0);
    expect(synced.err).toMatch(/^\S+OneDrive is synced by OneDrive, [^\n]+\.\n$/);
  });

  // Catches a look at older data that brings it to a schema which the older window cannot write.
  it('leaves the data of an older program as it is when it only reads', async () => {
    const older = path.join(folder, 'older');
    const file = path.join(older, DATABASE);
    fs.cpSync(path.join(folder, 'data', 'images'), path.join(older, 'images'), { recursive: true });
    const [image = ''] = fs.readdirSync(path.join(older, 'images'));
    const database = connect({ driver: loadDriver(undefined), file });
    expect(database.keepLog()).toBe(true);
    migrate(database, file, MIGRATIONS.slice(0, 4));
    database.script(`INSERT INTO conversation (id, title, created_at, updated_at)
        VALUES ('00000000-0000-4000-8000-000000000001', 'Older hats', 1, 1);
      INSERT INTO image (hash, size, media_type, created_at) VALUES ('${image}', 1, 'image/png', 1);`);
    database.close();
    // SQLite leaves an empty log beside what it only read.
    const kept = () => [...contents(older)].filter(([name]) => !/-(wal|shm)$/.test(name));
    const before = kept();
    const temporary = () =>
      fs.readdirSync(os.tmpdir()).filter((n) => n.startsWith('metamorph-studio-'));
    const others = temporary();
    expect((await run('list', '--data', 'older')).out).toContain('Older hats');
    const exported = await run('export', '--data', 'older', '--out', 'older.html');
    expect(exported).toMatchObject({ exit: 0, err: '' });
    expect(kept()).toEqual(before);
    expect(fs.statSync(`${file}-wal`).size).toBe(0);
    expect(temporary()).toEqual(others);
    // Whoever writes brings it up to date.
    await run('export', '--data', 'data', '--out', 'a.metamorph');
    expect(await run('import', '--data', 'older', 'a.metamorph')).toMatchObject({ exit: 0 });
    expect(kept()).not.toEqual(before);
  });
});

describe('archive --data', () => {
  /** The folder of a web project, and an archive to import. */
  async function siteAndArchive(): Promise<string> {
    const site = path.join(folder, 'site');
    fs.mkdirSync(path.join(site, 'images'), { recursive: true });
    fs.writeFileSync(path.join(site, 'images', 'wedding.jpg'), 'mine');
    fs.utimesSync(path.join(site, 'images', 'wedding.jpg'), 1e9, 1e9);
    expect((await run('export', '--data', 'data', '--out', 'a.metamorph')).exit).toBe(0);
    return site;
  }

  // Catches conversations that are put among the files of a person, which are then swept.
  it('refuses a folder that holds other things, and says which one to take', async () => {
    const site = await siteAndArchive();
    const before = snapshot(site);
    const own = path.join(site, OWN_FOLDER);
    for (const more of [[], ['--dry-run']]) {
      const refused = await run('import', '--data', 'site', ...more, 'a.metamorph');
      expect(refused).toMatchObject({ exit: 3, out: '' });
      expect(refused.err).toMatch(/^[^\n]+\.\n$/);
      expect(refused.err).toContain(own);
    }
    vi.stubEnv('METAMORPH_DATA', site);
    expect((await run('import', 'a.metamorph')).exit).toBe(3);
    expect(snapshot(site)).toEqual(before);
  });

  // Catches a person who takes the folder that was offered and is refused again for the outer one.
  it('finds the studio’s own folder in one that holds other things', async () => {
    const site = await siteAndArchive();
    const before = snapshot(path.join(site, 'images'));
    const own = path.join('site', OWN_FOLDER);
    expect((await run('import', '--data', own, 'a.metamorph')).exit).toBe(0);
    const again = await run('import', '--data', 'site', '--json', 'a.metamorph');
    expect(again.json()).toMatchObject({ new: 0, same: 1 });
    expect((await run('list', '--data', 'site')).out).toContain('A green hat');
    expect(snapshot(path.join(site, 'images'))).toEqual(before);
  });

  // Catches a second, empty store on the mount point of a disk that is not connected.
  it('refuses data that was moved to where it is not', async () => {
    await siteAndArchive();
    const gone = path.join(folder, 'disk');
    fs.mkdirSync(path.join(folder, 'home'));
    writeMoved(path.join(folder, 'home'), { to: gone });
    for (const make of [false, true]) {
      if (make) fs.mkdirSync(gone);
      const refused = await run('import', '--data', 'home', 'a.metamorph');
      expect(refused).toMatchObject({ exit: 3, out: '' });
      expect(refused.err).toContain(gone);
    }
    expect(fs.readdirSync(gone)).toEqual([]);
  });

  // Catches a start that was killed before it had a database, after which no command works.
  it('takes the program’s own folder whatever a start left there', async () => {
    await siteAndArchive();
    for (const name of ['METAMORPH_DATA', 'HOME', 'APPDATA', 'XDG_CONFIG_HOME']) {
      vi.stubEnv(name, name === 'METAMORPH_DATA' ? '' : folder);
    }
    for (const above of ['', 'Library/Application Support']) {
      const own = path.join(folder, above, 'metamorph-studio');
      fs.mkdirSync(own, { recursive: true });
      fs.writeFileSync(path.join(own, 'SingletonLock'), '');
    }
    expect((await run('import', 'a.metamorph')).exit).toBe(0);
    expect((await run('list')).out).toContain('A green hat');
  });
});
