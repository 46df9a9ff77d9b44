import { openLlama, type PeerSequence } from '../peer';
import type { FullSizeEffort } from './calls';
import { anyIds, type Side, type Stepper } from './steps';

/** Positions beyond the longest context that steps may fill. */
const SPARE = 256;

/** llama.cpp over the same shape, with three sequences: one alone, and two that step together. */
export async function openPeerSide(
  { gguf, folder }: { readonly gguf: string; readonly folder: string },
  vocabulary: number,
  threads: number,
  { contexts }: FullSizeEffort,
  say: (sentence: string) => void,
): Promise<Side & { readonly close: () => Promise<void> }> {
  const llama = await openLlama(folder, threads, say);
  const model = await llama.loadModel({ modelPath: gguf });
  const context = await model.createContext({
    contextSize: Math.max(...contexts) + SPARE,
    sequences: 3,
    threads,
  });
  const ids = anyIds(7, vocabulary);
  const alone = context.getSequence();
  const both = [context.getSequence(), context.getSequence()];
  return {
    one: new PeerStepper([alone], ids),
    two: new PeerStepper(both, ids),
    close: () => llama.dispose(),
  };
}

class PeerStepper implements Stepper {
  #length = 0;
  #next: number[];

  constructor(
    private readonly sequences: readonly PeerSequence[],
    private readonly ids: (count: number) => number[],
  ) {
    this.#next = ids(sequences.length);
  }

  async readTo(length: number): Promise<number> {
    const count = Math.max(0, length - this.#length);
    if (count === 0) return 0;
    for (const sequence of this.sequences) {
      await sequence.evaluateWithoutGeneratingNewTokens(this.ids(count));
    }
    this.#length = length;
    return count;
  }

  async step(): Promise<void> {
    const chosen = await Promise.all(
      this.sequences.map(async (sequence, place) => {
        const given = this.#next[place] ?? 0;
        const answers = await sequence.controlledEvaluate([
          [given, { generateNext: { token: true } }],
        ]);
        return answers.at(-1)?.next.token ?? 0;
      }),
    );
    this.#next = chosen;
    this.#length += 1;
  }
}
