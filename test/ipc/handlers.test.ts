import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DRAW, packageFolder, studios } from '../chat/fixture';
import { windowOf } from './window';

const rooms = studios();

describe('the calls', () => {
  // Fault: a result that does not fit the contract, which the window throws away.
  it('carry one conversation from its beginning to its deletion and back', async () => {
    const studio = rooms.open();
    const { call, refusal } = windowOf(studio);
    const { id } = await call('conversations.create', {});
    await call('draft.save', { id, draft: { text: 'half a thought', images: [] } });
    await call('conversations.systemPrompt', { id, systemPrompt: 'Be brief.' });
    expect(
      await call('chat.send', {
        conversationId: id,
        parentId: null,
        text: DRAW,
        images: [],
        think: 'auto',
      }),
    ).toEqual({ queued: false });
    const during = await call('conversations.open', { id });
    expect(during.running?.messageId).toBe(during.messages[1]?.id);
    expect(during.draft.text).toBe('half a thought');
    await studio.chat.idle();
    const after = await call('conversations.open', { id });
    expect(after.running).toBeNull();
    const [question, first] = after.messages;
    await call('chat.regenerate', {
      conversationId: id,
      messageId: first?.id ?? '',
      think: 'auto',
    });
    await studio.chat.idle();
    const branch = await call('conversations.branch', { id, messageId: first?.id ?? '' });
    expect(branch.messages.map((message) => message.id)).toEqual([question?.id, first?.id]);
    expect(branch.messages[1]?.siblings).toHaveLength(2);
    await call('conversations.rename', { id, title: 'Umbrellas' });
    await call('conversations.pin', { id, pinned: true });
    await call('conversations.delete', { id });
    expect(await refusal('conversations.open', { id })).toEqual([
      'missing',
      expect.stringContaining('gone'),
    ]);
    expect(await call('conversations.restore', { id })).toMatchObject({
      title: 'Umbrellas',
      pinned: true,
    });
    expect((await call('conversations.list', {}))[0]?.id).toBe(id);
    expect(studio.reported).toEqual([]);
  });

  // Catches data that is moved to where it is copied to other computers, and nobody was asked.
  it('move into a synced folder only when the person says so', async () => {
    const studio = rooms.open();
    const { call, person } = windowOf(studio);
    const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'studio-move-'));
    try {
      person.picks = [path.join(outside, 'Dropbox')];
      expect(await call('recovery.move', {})).toBeNull();
      expect(person.opened).toEqual([expect.stringMatching(/is synced by Dropbox/)]);
      expect(fs.readdirSync(outside)).toEqual([]);
      person.picks = [path.join(outside, 'kept')];
      expect(await call('recovery.move', {})).toBe(person.picks[0]);
      expect(person.opened.slice(1)).toEqual(['restart']);
    } finally {
      fs.rmSync(outside, { recursive: true });
    }
  });

  // Fault: pictures that come in by one way and are treated differently by another.
  it('take, pick, copy and save pictures', async () => {
    const studio = rooms.open();
    const { call, refusal, person } = windowOf(studio);
    const jpeg = await sharp({ create: { width: 9, height: 4, channels: 3, background: 'teal' } })
      .jpeg()
      .withMetadata({ orientation: 8 })
      .toBuffer();
    const taken = await call('pictures.attach', { name: 'hat.jpg', bytes: new Uint8Array(jpeg) });
    expect(taken).toMatchObject({ width: 4, height: 9, mediaType: 'image/jpeg' });
    const file = path.join(studio.store.folder, 'hat.jpg');
    fs.writeFileSync(file, jpeg);
    person.picks = [file];
    expect(await call('pictures.pick', {})).toEqual([taken]);
    person.picks = [`${file}.missing`];
    expect(await refusal('pictures.pick', {})).toEqual([
      'input',
      expect.stringContaining('not there'),
    ]);
    await call('pictures.copy', { image: taken.image });
    expect((await sharp(person.copied[0]).metadata()).height).toBe(9);
    expect(await call('pictures.save', { image: taken.image })).toBeNull();
    person.saves = path.join(studio.store.folder, 'saved.png');
    expect(await call('pictures.save', { image: taken.image })).toBe(person.saves);
    expect((await sharp(person.saves).metadata()).format).toBe('png');
    person.saves = path.join(studio.store.folder, 'nowhere/saved.png');
    expect((await refusal('pictures.save', { image: taken.image }))[1]).toContain(
      'cannot be written',
    );
    expect((await refusal('pictures.copy', { image: '0'.repeat(64) }))[0]).toBe('missing');
  });

  // Fault: a link that starts a program or reads a file of the person's machine.
  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://host/share',
    'studio://app/',
    'http://plain.example',
    'no link',
  ])('do not open %s', async (url) => {
    const { refusal, person } = windowOf(rooms.open());
    expect((await refusal('links.open', { url }))[0]).toBe('input');
    expect(person.opened).toEqual([]);
  });

  it('open links of the two kinds that are allowed', async () => {
    const { call, person } = windowOf(rooms.open());
    await call('links.open', { url: 'https://example.org/a b' });
    await call('links.open', { url: 'mailto:ada@example.org' });
    expect(person.opened).toEqual(['https://example.org/a%20b', 'mailto:ada@example.org']);
  });

  // Fault: another package chosen in the settings, and the old one goes on answering.
  it('load the package that the settings name, at once', async () => {
    const studio = rooms.open();
    const { call, person } = windowOf(studio);
    await studio.packageLoader.ready();
    const settings = await call('settings.get', {});
    await call('settings.set', {
      ...settings,
      theme: 'dark',
      packageFolder: packageFolder('full-like'),
    });
    expect(person.opened).toEqual(['dark', 'auto']);
    expect((await call('packages.status', {})).state).toBe('loading');
    await studio.packageLoader.ready();
    expect(await call('packages.status', {})).toMatchObject({
      state: 'ready',
      manifest: { name: 'Tiny, like the full-size system' },
    });
    await call('packages.unload', {});
    expect((await call('packages.status', {})).state).toBe('idle');
    await call('packages.load', {});
    await studio.packageLoader.ready();
    expect((await call('packages.status', {})).state).toBe('ready');
  });
});
