import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DATABASE, type Store } from '../../electron/store/open';
import { findFaults, reportOf } from '../../electron/recovery/check';
import { makeBackup } from '../../electron/recovery/backups';
import { listBackups } from '../../electron/recovery/backupRecord';
import { backupsFolder, databaseKey } from '../../electron/store/folders';
import { repair } from '../../electron/recovery/repair';
import { dataFolders } from '../store/folder';
import { flip, inBackups } from './flipped';

const folders = dataFolders();
const SAID = 'The lighthouse keeper wrote a letter.';

/** A store with one message, and a way to flip a bit of its words on the disk while it is closed. */
function withWords() {
  const store = folders.open();
  const { id } = store.conversations.create();
  store.conversations.rename(id, 'Letters');
  const parts = [{ type: 'text', text: SAID } as const];
  const said = { conversationId: id, parentId: null, role: 'user', parts } as const;
  const messageId = store.messages.add(said);
  const flipWords = (): Store => {
    store.close();
    const file = path.join(store.folder, DATABASE);
    const at = fs.readFileSync(file).indexOf(SAID);
    expect(at).toBeGreaterThan(0);
    // An l becomes an m.
    flip(file, (at + 4) * 8);
    return folders.open(store.folder);
  };
  const textOf = (opened: Store): string => {
    const [part] = opened.messages.get(messageId).parts;
    return part?.type === 'text' ? part.text : '';
  };
  return { store, id, messageId, flipWords, textOf };
}

const findings = async (store: Store) =>
  reportOf(store, await findFaults(store)).findings.map(({ kind, count, restorable, names }) => ({
    kind,
    count,
    restorable,
    names,
  }));

describe('words that changed by themselves', () => {
  // Catches a flipped bit in the words of a message, which SQLite itself has no means to see.
  it('are found by a copy, taken back from it and found by the search again', async () => {
    const { store, flipWords, textOf } = withWords();
    await makeBackup(store, 'asked');
    const opened = flipWords();
    expect(textOf(opened)).toBe(SAID.replace('lighthouse', 'mighthouse'));
    expect(await findings(opened)).toEqual([
      { kind: 'words', count: 1, restorable: 1, names: ['Letters'] },
    ]);
    // What is copied after the change has it too: the older backup is right.
    await makeBackup(opened, 'asked');
    expect(await findings(opened)).toHaveLength(1);
    const { report, aside, restored } = await repair(opened);
    expect([report.findings, restored, textOf(opened)]).toEqual([[], 1, SAID]);
    // Nor are the words taken for right again once the older backup is gone.
    const older = listBackups(backupsFolder(opened.folder)).at(-1)?.name ?? '';
    fs.rmSync(inBackups(opened, older), { recursive: true });
    expect(await findings(opened)).toEqual([]);
    expect(fs.readFileSync(path.join(aside ?? '', 'words.jsonl'), 'utf8')).toContain('mighthouse');
    expect(opened.search.find('lighthouse')).toHaveLength(1);
    expect(opened.search.find('mighthouse')).toEqual([]);
  });

  // Catches a repair that puts words back which a person or the model has gone on with since.
  it('are not those that were written since the copy', async () => {
    const { store, id, messageId } = withWords();
    const answer = store.messages.add({
      conversationId: id,
      parentId: messageId,
      role: 'assistant',
      parts: [{ type: 'text', text: 'It was' }],
    });
    await makeBackup(store, 'asked');
    store.messages.appendText(answer, 0, ' for the harbour.');
    store.messages.finish(answer, 'stop', null, null);
    store.conversations.rename(id, 'Letters of the keeper');
    const later = store.messages.add({
      conversationId: id,
      parentId: answer,
      role: 'user',
      parts: [{ type: 'text', text: 'And then?' }],
    });
    store.conversations.setLeaf(id, later);
    expect(await findings(store)).toEqual([]);
  });

  // Catches an answer that could not be kept at first, of which the repair takes back the first half.
  it('are not those of an answer that was written anew since the copy', async () => {
    const { store, id, messageId } = withWords();
    const answer = store.messages.add({
      conversationId: id,
      parentId: messageId,
      role: 'assistant',
      parts: [{ type: 'text', text: 'It was' }],
    });
    store.messages.finish(answer, 'error', 'The disk is full.', null);
    await makeBackup(store, 'asked');
    store.messages.rewrite(answer, [{ type: 'text', text: 'It was late.' }], 'stop', null, null);
    expect(await findings(store)).toEqual([]);
  });

  // Catches words that are taken from a backup which is the damaged one itself.
  it('are not looked for in a copy that is damaged', async () => {
    const { store, textOf } = withWords();
    const { name } = await makeBackup(store, 'asked');
    const file = inBackups(store, databaseKey(name));
    flip(file, (fs.readFileSync(file).indexOf(SAID) + 4) * 8);
    expect((await findings(store)).map(({ kind }) => kind)).toEqual(['copyDatabase']);
    await repair(store);
    expect(textOf(store)).toBe(SAID);
    expect(listBackups(backupsFolder(store.folder))).toHaveLength(1);
  });
});
