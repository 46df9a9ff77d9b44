import type { StepKind } from '../../shared/ipc/tree';

interface Node {
  readonly id: string;
  readonly parent: string | null;
  /** The seed of its picture. */
  picture: number | undefined;
  /** Seeds of all that it had and that is not forgotten. */
  readonly pictures: Set<number>;
  /** Whether a removal began here. */
  removed: boolean;
  shown: number;
}

type Did =
  | {
      readonly kind: 'branch' | 'again' | 'delete' | 'restore';
      readonly id: string;
      readonly before: string | null;
    }
  | { readonly kind: 'decode'; readonly id: string; readonly was: number; readonly is: number };

/** A tree of messages with its history, as plain as can be: the truth that the store is held to. */
export class PlainTree {
  leaf: string | null = null;
  readonly #nodes: Node[] = [];
  #done: Did[] = [];
  #undone: Did[] = [];
  #clock = 0;

  get(id: string): Node {
    const node = this.#nodes.find((other) => other.id === id);
    if (!node) throw new Error(`No message ${id}.`);
    return node;
  }

  add(id: string, parent: string | null, picture: number | undefined): void {
    this.#nodes.push({ id, parent, picture, pictures: new Set(), removed: false, shown: 0 });
  }

  /** Ids of all that can be seen, in the order of their making. */
  visible(): string[] {
    return this.#nodes.map(({ id }) => id).filter((id) => this.#isVisible(id));
  }

  children(parent: string | null): string[] {
    return this.visible().filter((id) => this.get(id).parent === parent);
  }

  show(id: string | null): void {
    this.leaf = id;
    if (id !== null) this.get(id).shown = this.#clock += 1;
  }

  leafBelow(id: string): string {
    const leaves = (place: string): string[] => {
      const below = this.children(place);
      return below.length === 0 ? [place] : below.flatMap(leaves);
    };
    return this.#lastShown(leaves(id)) ?? id;
  }

  did(step: Did): void {
    this.#done.push(step);
    this.#undone = [];
  }

  delete(id: string): void {
    const before = this.leaf;
    this.get(id).removed = true;
    this.did({ kind: 'delete', id, before });
    this.#turnTo(this.get(id).parent);
  }

  restore(id: string): void {
    const before = this.leaf;
    this.get(id).removed = false;
    this.did({ kind: 'restore', id, before });
    this.#turnTo(id);
  }

  decode(id: string, is: number): void {
    const node = this.get(id);
    this.did({ kind: 'decode', id, was: node.picture ?? 0, is });
    node.pictures.add(node.picture ?? 0).add(is);
    node.picture = is;
  }

  /** Pictures that others took the place of, each with its message. */
  replaced(): { id: string; seed: number }[] {
    return this.visible().flatMap((id) => {
      const { picture, pictures } = this.get(id);
      return [...pictures].filter((seed) => seed !== picture).map((seed) => ({ id, seed }));
    });
  }

  /** Forgets one: steps that named it name what is shown, and those that change nothing go. */
  forget(id: string, seed: number): void {
    const { picture = 0, pictures } = this.get(id);
    pictures.delete(seed);
    const without = (steps: readonly Did[]): Did[] =>
      steps
        .map((step) => {
          if (step.kind !== 'decode' || step.id !== id) return step;
          const [was, is] = [step.was, step.is].map((one) => (one === seed ? picture : one));
          return { ...step, was: was ?? 0, is: is ?? 0 };
        })
        .filter((step) => step.kind !== 'decode' || step.id !== id || step.was !== step.is);
    this.#done = without(this.#done);
    this.#undone = without(this.#undone);
  }

  undo(): StepKind | null {
    const step = this.#done.pop();
    if (!step) return null;
    this.#undone.push(step);
    if (step.kind === 'decode') {
      this.get(step.id).picture = step.was;
      this.#turnTo(step.id);
    } else {
      this.get(step.id).removed = step.kind !== 'delete';
      this.#turnTo(step.before);
    }
    return step.kind;
  }

  redo(): StepKind | null {
    const step = this.#undone.pop();
    if (!step) return null;
    this.#done.push(step);
    const node = this.get(step.id);
    if (step.kind === 'decode') node.picture = step.is;
    else node.removed = step.kind === 'delete';
    this.#turnTo(step.kind === 'delete' ? node.parent : step.id);
    return step.kind;
  }

  state(): { undo: StepKind | null; redo: StepKind | null } {
    return { undo: this.#done.at(-1)?.kind ?? null, redo: this.#undone.at(-1)?.kind ?? null };
  }

  /** Removed branches that lie within no other removed one. */
  trash(): string[] {
    return this.#nodes
      .filter(({ removed, parent }) => removed && (parent === null || this.#isVisible(parent)))
      .map(({ id }) => id);
  }

  /** Messages that come back with a branch: not those removed within it before. */
  sizeInTrash(id: string): number {
    const below = this.#nodes.filter(({ parent, removed }) => parent === id && !removed);
    return below.reduce((sum, node) => sum + this.sizeInTrash(node.id), 1);
  }

  #isVisible(id: string): boolean {
    const { removed, parent } = this.get(id);
    return !removed && (parent === null || this.#isVisible(parent));
  }

  #path(id: string | null): string[] {
    return id === null ? [] : [...this.#path(this.get(id).parent), id];
  }

  #lastShown(ids: readonly string[]): string | undefined {
    const rank = (id: string): number =>
      this.get(id).shown * 10_000 + this.#nodes.findIndex((node) => node.id === id);
    return ids.toSorted((a, b) => rank(b) - rank(a))[0];
  }

  /** The branch through a message that can be seen, else the end that was shown last. */
  #turnTo(id: string | null): void {
    const through = id !== null && this.#isVisible(id) ? id : null;
    const ends = this.leaf !== null && this.visible().includes(this.leaf);
    if (ends && through !== null && this.children(this.leaf).length === 0) {
      if (this.#path(this.leaf).includes(through)) return;
    }
    const ending = this.visible().filter((one) => this.children(one).length === 0);
    const leaf = through === null ? (this.#lastShown(ending) ?? null) : this.leafBelow(through);
    if (leaf !== this.leaf) this.show(leaf);
  }
}
