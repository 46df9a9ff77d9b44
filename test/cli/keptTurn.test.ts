import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../electron/store/open';
import { png } from '../archive/fixtures';
import { snapshot } from '../snapshot';
import { commandFolder } from './fixture';

const place = commandFolder();
const reportSchema = z.looseObject({ conversation: z.uuid() });

const kept = (folder: string) => {
  const store = openStore({ folder });
  try {
    return store.conversations.list().map((conversation) => ({
      ...conversation,
      messages: store.messages.branch(conversation.leafId),
    }));
  } finally {
    store.close();
  }
};

describe('ask --data', () => {
  // Fault: a turn that is answered but not kept, or kept in another form than the window's.
  it('keeps the turn as a conversation that --conversation continues', async () => {
    const data = path.join(place.folder(), 'data');
    const file = path.join(place.folder(), 'hat.png');
    fs.writeFileSync(file, png(9));
    const words = ['--data', data, '--json', '--max-tokens', '12'];
    const first = await place.run([...words, '--image', file, 'What is this?']);
    expect(first.err).toBe('');
    expect(first.exit).toBe(0);
    const { conversation } = reportSchema.parse(JSON.parse(first.out));
    const [only] = kept(data);
    expect(only).toMatchObject({ id: conversation, title: 'What is this?' });
    expect(only?.messages.map(({ role, finish }) => [role, finish])).toEqual([
      ['user', null],
      ['assistant', expect.stringMatching(/stop|length/)],
    ]);
    expect(only?.messages[0]?.parts.map(({ type }) => type)).toEqual(['image', 'text']);
    expect(only?.messages[1]?.details?.temperature).toBe(0);

    const more = ['--conversation', conversation, '--out', path.join(place.folder(), 'two')];
    const second = await place.run([...words, ...more, 'And now?']);
    expect(second.exit).toBe(0);
    expect(reportSchema.parse(JSON.parse(second.out)).conversation).toBe(conversation);
    const [again, ...others] = kept(data);
    expect(others).toEqual([]);
    expect(again?.messages.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
    const turns = second.requests[0]?.turns ?? [];
    expect(turns.map(({ role }) => role)).toEqual(expect.arrayContaining(['user']));
    expect(JSON.stringify(turns)).toContain('What is this?');
  });

  // Fault: an empty conversation for each question that could not be asked.
  it('keeps nothing when the package cannot be loaded', async () => {
    const data = path.join(place.folder(), 'data');
    const ran = await place.run(['--data', data, '--package', place.folder(), 'Hello?']);
    expect(ran.exit).toBe(4);
    expect(kept(data)).toEqual([]);
  });

  // Fault: a wrong id that makes a new conversation, or a trace of the program in the sentence.
  it.each([
    ['an unknown conversation', ['--conversation', '00000000-0000-4000-8000-000000000000'], 3],
    ['a batch', ['--batch', 'x.jsonl'], 2],
  ])('refuses %s in one sentence', async (_, words, exit) => {
    const data = path.join(place.folder(), 'data');
    openStore({ folder: data }).close();
    const ran = await place.run(['--data', data, ...words, ...(exit === 3 ? ['Hello?'] : [])]);
    expect(ran.exit).toBe(exit);
    expect(ran.err).toMatch(/^[^\n]+\.\n$/);
    expect(ran.out).toBe('');
  });

  it('refuses to continue where there is no store', async () => {
    const words = ['--data', path.join(place.folder(), 'none'), '--conversation', 'x', 'Hello?'];
    expect(await place.run(words)).toMatchObject({ exit: 3 });
    expect(fs.existsSync(path.join(place.folder(), 'none'))).toBe(false);
  });

  // Catches a turn that is kept among the files of a person, which are then swept.
  it('refuses a folder that holds other things, before anything is asked', async () => {
    const site = path.join(place.folder(), 'site');
    fs.mkdirSync(path.join(site, 'tokens'), { recursive: true });
    fs.writeFileSync(path.join(site, 'tokens', 'design.json'), 'mine');
    const before = snapshot(site);
    const ran = await place.run(['--data', site, 'Hello?']);
    expect(ran).toMatchObject({ exit: 3, out: '', loads: [] });
    expect(ran.err).toMatch(/^[^\n]*MetaMorph Studio\.\n$/);
    expect(snapshot(site)).toEqual(before);
  });
});
