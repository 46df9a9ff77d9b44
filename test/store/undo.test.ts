import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replacedPicture } from '../../electron/store/replacedImages';
import type { Store } from '../../electron/store/open';
import { dataFolders } from './folder';
import { PlainTree } from './plainTree';
import type { TrashEntry } from '../../shared/ipc/trash';
import type { ImagePart, Part } from '../../shared/message';

const folders = dataFolders();

/** One drawing of the same kept visual tokens; `shade` makes it another file. */
async function drawing(store: Store, shade: number): Promise<ImagePart> {
  return {
    type: 'image',
    image: await store.images.saveImage(new Uint8Array([shade]), 'image/png'),
    width: 1,
    height: 1,
    mediaType: 'image/png',
    rendering: {
      tokens: await store.images.saveTokens(new Float32Array([1])),
      seed: shade,
      guidance: 1,
      steps: 1,
      variation: 0,
      package: 'a'.repeat(64),
      packageName: 'tiny',
      parents: [],
      instruction: 'Draw.',
    },
  };
}

const seedOf = (parts: readonly Part[]): number | undefined =>
  parts[0]?.type === 'image' ? parts[0].rendering?.seed : undefined;

const action = fc.record({
  kind: fc.constantFrom(
    'ask',
    'ask',
    'edit',
    'again',
    'decode',
    'delete',
    'switch',
    'undo',
    'undo',
    'undo',
    'redo',
    'redo',
    'restore',
    'restorePicture',
    'forgetPicture',
    'restart',
  ),
  at: fc.nat(1000),
});

/** Does the same to the store as the plain tree was told, and looks at all of both. */
class Person {
  readonly plain = new PlainTree();
  readonly conversationId: string;

  constructor(
    private store: Store,
    private readonly open: () => Store,
    private readonly drawings: readonly ImagePart[],
  ) {
    this.conversationId = store.conversations.create().id;
  }

  act(kind: string, at: number): void {
    const { plain } = this;
    const seen = plain.visible();
    const any = seen[at % Math.max(1, seen.length)];
    const answers = seen.filter((id) => plain.get(id).picture !== undefined);
    const answer = answers[at % Math.max(1, answers.length)];
    if (kind === 'ask') this.#ask(plain.leaf);
    else if (kind === 'restart') this.#restart();
    else if (kind === 'undo') this.#turn('undo');
    else if (kind === 'redo') this.#turn('redo');
    else if (kind === 'restore') this.#restore(at);
    else if (kind === 'restorePicture') this.#picture(at, true);
    else if (kind === 'forgetPicture') this.#picture(at, false);
    else if (any === undefined) return;
    else if (kind === 'edit') this.#ask(plain.get(any).parent);
    else if (kind === 'switch') this.#switch(any);
    else if (kind === 'delete') {
      this.store.steps.delete(any);
      plain.delete(any);
    } else if (answer === undefined) return;
    else if (kind === 'again') this.#answer(plain.get(answer).parent ?? '', true);
    else this.#decode(answer, at);
  }

  compare(): void {
    const { plain, store, conversationId } = this;
    const all = store.messages.all(conversationId);
    expect(all.map(({ id }) => id)).toEqual(plain.visible());
    for (const { id, parentId, siblings, parts } of all) {
      expect([parentId, siblings, seedOf(parts)]).toEqual([
        plain.get(id).parent,
        plain.children(plain.get(id).parent),
        plain.get(id).picture,
      ]);
    }
    expect(store.conversations.get(conversationId).leafId).toBe(plain.leaf);
    expect(store.steps.state(conversationId)).toEqual(plain.state());
    const inTrash = store.trash.list().filter(({ kind }) => kind === 'branch');
    expect(inTrash.map(({ id }) => id).toSorted()).toEqual(plain.trash().toSorted());
    const replaced = plain.replaced().map(({ seed }) => this.#imageOf(seed));
    expect(this.#replaced().map(({ images }) => images[0])).toEqual(replaced.toSorted());
    for (const { id, messages } of inTrash) expect(messages).toBe(plain.sizeInTrash(id));
  }

  /** A question and its answer, as the chat adds them: a branch where something follows already. */
  #ask(parentId: string | null): void {
    const { store, plain, conversationId } = this;
    const before = plain.leaf;
    const branches = plain.children(parentId).length > 0;
    expect(store.messages.isLeaf(conversationId, parentId)).toBe(!branches);
    const id = store.messages.add({ conversationId, parentId, role: 'user', parts: [] });
    plain.add(id, parentId, undefined);
    if (branches) {
      store.steps.branched('branch', id, before);
      plain.did({ kind: 'branch', id, before });
    }
    this.#answer(id, false);
  }

  #answer(parentId: string, again: boolean): void {
    const { store, plain, conversationId } = this;
    const [part] = this.drawings;
    if (!part) throw new Error('No drawing was made.');
    const before = plain.leaf;
    const id = store.messages.add({ conversationId, parentId, role: 'assistant', parts: [part] });
    store.conversations.setLeaf(conversationId, id);
    plain.add(id, parentId, 0);
    plain.show(id);
    if (!again) return;
    store.steps.branched('again', id, before);
    plain.did({ kind: 'again', id, before });
  }

  #decode(id: string, at: number): void {
    const after = this.drawings[at % this.drawings.length];
    if (!after) return;
    this.store.steps.decode(id, 0, after);
    this.plain.decode(id, seedOf([after]) ?? 0);
  }

  #switch(id: string): void {
    const leaf = this.store.messages.leafBelow(id);
    this.store.conversations.setLeaf(this.conversationId, leaf);
    this.plain.show(this.plain.leafBelow(id));
    expect(leaf).toBe(this.plain.leaf);
  }

  #turn(way: 'undo' | 'redo'): void {
    const step = this.store.steps[way](this.conversationId);
    expect(step?.kind ?? null).toBe(this.plain[way]());
  }

  #restore(at: number): void {
    const lying = this.plain.trash();
    const id = lying[at % Math.max(1, lying.length)];
    if (id === undefined) return;
    this.store.steps.restore(id);
    this.plain.restore(id);
  }

  #imageOf(seed: number): string {
    return this.drawings[seed]?.image ?? '';
  }

  #replaced(): TrashEntry[] {
    return this.store.trash
      .list()
      .filter(({ kind }) => kind === 'picture')
      .toSorted((a, b) => ((a.images[0] ?? '') < (b.images[0] ?? '') ? -1 : 1));
  }

  /** Brings a replaced picture back, or forgets it: the one that the trash lists at some place. */
  #picture(at: number, back: boolean): void {
    const lying = this.#replaced();
    const entry = lying[at % Math.max(1, lying.length)];
    if (!entry) return;
    const { messageId } = replacedPicture(this.store.database, entry.id);
    const seed = this.drawings.findIndex(({ image }) => image === entry.images[0]);
    if (back) {
      expect(this.store.steps.restorePicture(entry.id)).toBe(this.conversationId);
      this.plain.decode(messageId, seed);
    } else {
      this.store.trash.remove(entry);
      this.plain.forget(messageId, seed);
      expect(() => replacedPicture(this.store.database, entry.id)).toThrow(/bin/);
    }
  }

  #restart(): void {
    this.store.close();
    this.store = this.open();
  }
}

describe('steps of a conversation', () => {
  // Fault: an undo that brings back another tree than there was, forgets a branch that was removed
  // within a removed one, loses a picture, or cannot be done again after a restart.
  it('equal a plain tree over any sequence of edit, branch, delete, undo, redo and restart', async () => {
    const folder = folders.make();
    const open = (): Store => {
      const store = folders.open(folder);
      // No power is lost here, and waiting for the disk would leave time for few sequences.
      store.database.script('PRAGMA synchronous = OFF');
      return store;
    };
    const first = open();
    const drawings = await Promise.all([0, 1, 2].map((shade) => drawing(first, shade)));
    first.close();
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 40 }), (actions) => {
        const store = open();
        // Each run begins with an empty bin; the conversations before it are not looked at.
        for (const { id } of store.conversations.list()) store.conversations.delete(id);
        store.trash.sweep(Date.now() + 1);
        const person = new Person(store, open, drawings);
        for (const { kind, at } of actions) person.act(kind, at);
        person.compare();
        person.act('restart', 0);
        person.compare();
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
