import {
  openLanguageModel,
  type Heads,
  type LanguageModel,
} from '../runtime/generation/languageModel';
import type { OpenedPackage } from '../runtime/package';
import { Sampler } from '../runtime/generation/sampler';
import { textTokens, type Token } from '../runtime/generation/sequence';
import type { Sessions } from '../runtime/sessions';
import { median, quantile } from './figures';

/** A language model as both sides of a comparison are driven. */
export interface Writer {
  /** Forgets everything, so that the next text is read from its first token. */
  forget(): Promise<void>;
  /** Reads the beginning of a text. */
  read(ids: readonly number[]): Promise<void>;
  /** Writes the next token, choosing it included. */
  write(): Promise<void>;
}

/** What one writer did; times in milliseconds. */
export interface Speed {
  /** A token after so many, by that number. */
  readonly decode: ReadonlyMap<number, number>;
  /** Tokens a second while the longest text was read. */
  readonly prefill: number;
}

export interface Effort {
  readonly rounds: number;
  /** Tokens that are written in each round. */
  readonly tokens: number;
}

/** Lengths of the text (tokens) after which writing is timed. */
export const CONTEXTS = [128, 1024] as const;
const LONGEST = Math.max(...CONTEXTS);
/** The threads of one side go to sleep before the other side begins (milliseconds). */
const REST = 200;

/** The studio's own language model. */
export class OwnWriter implements Writer {
  private readonly model: LanguageModel;
  readonly #sampler = new Sampler({
    temperature: 0,
    topK: 0,
    topP: 1,
    repetitionPenalty: 1,
    seed: 0,
  });
  readonly #end: number;
  #heads: Heads | undefined;

  constructor(sessions: Sessions, { manifest }: OpenedPackage) {
    this.#end = manifest.languageModel.endOfTextIds[0] ?? 0;
    this.model = openLanguageModel(sessions, manifest);
  }

  /** What the heads said last. */
  get heads(): Heads {
    if (!this.#heads) throw new Error('Nothing was read yet.');
    return this.#heads;
  }

  async forget(): Promise<void> {
    // No text begins with the end of one, so nothing that is read next is known already.
    await this.model.read(textTokens([this.#end]));
  }

  async read(ids: readonly number[]): Promise<void> {
    this.#heads = await this.model.read(textTokens(ids));
  }

  async write(): Promise<void> {
    await this.step({
      kind: 'text',
      id: this.#sampler.choose(await this.heads.logits(), new Set()),
    });
  }

  /** One call of the language graph for one token. */
  async step(token: Token): Promise<void> {
    this.#heads = await this.model.step([token]);
  }
}

/**
 * Times writers in turns on the same texts.
 *
 * @param ids at least 1,024 token ids
 * @returns one entry for each writer, in their order
 */
export async function compare(
  writers: readonly Writer[],
  ids: readonly number[],
  { rounds, tokens }: Effort,
): Promise<Speed[]> {
  const logs = writers.map(() => ({
    decode: new Map<number, number[]>(CONTEXTS.map((context) => [context, []])),
    prefill: [] as number[],
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (const context of CONTEXTS) {
      for (const [place, writer] of writers.entries()) {
        const log = logs[place];
        await rest(REST);
        await writer.forget();
        const text = ids.slice(0, context);
        const reading = await timed(() => writer.read(text));
        if (context === LONGEST) log?.prefill.push((context / reading) * 1000);
        const times = log?.decode.get(context) ?? [];
        for (let token = 0; token < tokens; token += 1) {
          times.push(await timed(() => writer.write()));
        }
      }
    }
  }
  return logs.map(({ decode, prefill }) => ({
    decode: new Map([...decode].map(([context, times]) => [context, median(times)])),
    prefill: median(prefill),
  }));
}

/** A step of text (choosing included) and a step of a visual token, in turns; milliseconds. */
export async function compareKinds(
  writer: OwnWriter,
  ids: readonly number[],
  visualTokens: number,
  { rounds, tokens }: Effort,
): Promise<{ readonly text: number; readonly visual: number; readonly slowest: number }> {
  const text: number[] = [];
  const visual: number[] = [];
  await writer.forget();
  await writer.read(ids.slice(0, CONTEXTS[0]));
  for (let pair = 0; pair < rounds * tokens; pair += 1) {
    text.push(await timed(() => writer.write()));
    const place = pair % visualTokens;
    visual.push(
      await timed(async () =>
        writer.step({ kind: 'visual', place, vector: await writer.heads.visual() }),
      ),
    );
  }
  return { text: median(text), visual: median(visual), slowest: quantile(text, 0.99) };
}

/** Milliseconds that some work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
