import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFolders } from './folder';

const folders = dataFolders();

/** A tree of messages as plain as can be: the truth that the store is compared with. */
class PlainTree {
  readonly parent = new Map<string, string | null>();
  readonly lastShown = new Map<string, number>();
  readonly order: string[] = [];
  clock = 0;

  add(id: string, parent: string | null): void {
    this.parent.set(id, parent);
    this.order.push(id);
  }

  show(id: string): void {
    this.lastShown.set(id, (this.clock += 1));
  }

  children(id: string | null): string[] {
    return this.order.filter((other) => this.parent.get(other) === id);
  }

  path(id: string | null): string[] {
    return id === null ? [] : [...this.path(this.parent.get(id) ?? null), id];
  }

  leaves(id: string): string[] {
    const below = this.children(id);
    return below.length === 0 ? [id] : below.flatMap((child) => this.leaves(child));
  }

  leafBelow(id: string): string | undefined {
    const rank = (leaf: string): number =>
      (this.lastShown.get(leaf) ?? 0) * 10_000 + this.order.indexOf(leaf);
    return this.leaves(id).toSorted((a, b) => rank(b) - rank(a))[0];
  }
}

const step = fc.record({
  kind: fc.constantFrom('add', 'addUnseen', 'root', 'switch'),
  at: fc.nat(1000),
});

describe('branches', () => {
  // Fault: a switch that shows another branch than the one last seen, or a path that mixes two.
  it('agree with a plain tree over any sequence of additions and switches', () => {
    const store = folders.open();
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        const { id: conversationId } = store.conversations.create();
        const plain = new PlainTree();
        let leaf: string | null = null;
        for (const { kind, at } of steps) {
          const target = plain.order[at % Math.max(1, plain.order.length)] ?? null;
          if (kind === 'switch' && target !== null) {
            leaf = store.messages.leafBelow(target);
            expect(leaf).toBe(plain.leafBelow(target));
          } else {
            const parentId = kind === 'root' ? null : target;
            const id = store.messages.add({
              conversationId,
              parentId,
              role: 'user',
              parts: [{ type: 'text', text: String(at) }],
            });
            plain.add(id, parentId);
            if (kind === 'addUnseen') continue;
            leaf = id;
          }
          plain.show(leaf);
          store.conversations.setLeaf(conversationId, leaf);
        }
        const branch = store.messages.branch(store.conversations.get(conversationId).leafId);
        expect(branch.map(({ id }) => id)).toEqual(plain.path(leaf));
        for (const message of branch) {
          expect(message.siblings).toEqual(plain.children(message.parentId));
        }
        for (const id of plain.order) {
          expect(store.messages.isLeaf(conversationId, id)).toBe(plain.children(id).length === 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  // Fault: a long conversation that opens without its end, or a message gone to that does not come.
  it('come from their end, as far up as is wanted', () => {
    const store = folders.open();
    const { id: conversationId } = store.conversations.create();
    const ids: string[] = [];
    store.transaction(() => {
      for (let number = 0; number < 150; number += 1) {
        const parentId = ids.at(-1) ?? null;
        ids.push(store.messages.add({ conversationId, parentId, role: 'user', parts: [] }));
      }
    });
    const leaf = ids.at(-1) ?? null;
    const end = (least: number, through?: string): string[] =>
      store.messages.branchEnd(leaf, { least, through }).map(({ id }) => id);
    expect(end(20)).toEqual(ids.slice(-20));
    expect(end(500)).toEqual(ids);
    expect(end(20, ids[140])).toContain(ids[140]);
    expect(end(20, ids[60])).toEqual(ids.slice(60 - 40));
    expect(end(20, ids[3])).toEqual(ids);
    expect(end(20, conversationId)).toEqual(ids.slice(-20));
    expect(store.messages.branchEnd(null, { least: 20 })).toEqual([]);
    expect([store.messages.depth(leaf), store.messages.depth(null)]).toEqual([150, 0]);
  });

  // Fault: a message hung below one of another conversation, which shows one person's words elsewhere.
  it('never cross conversations', () => {
    const store = folders.open();
    const first = store.conversations.create().id;
    const second = store.conversations.create().id;
    const parentId = store.messages.add({
      conversationId: first,
      parentId: null,
      role: 'user',
      parts: [],
    });
    expect(() =>
      store.messages.add({ conversationId: second, parentId, role: 'user', parts: [] }),
    ).toThrow(/open it again/);
    expect(() => store.conversations.setLeaf(second, parentId)).toThrow(/gone/);
    expect(() =>
      store.database.run('UPDATE message SET conversation_id = ? WHERE id = ?', second, parentId),
    ).not.toThrow();
    expect(() =>
      store.database.run('UPDATE conversation SET leaf_id = ? WHERE id = ?', parentId, first),
    ).toThrow(/not kept/);
  });
});
