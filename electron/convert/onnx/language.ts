import { GraphBuilder } from './builder';
import type { DataFile, Kept, Source } from './dataFile';
import { MICROSOFT, TYPE } from './model';
import { rotaryRates, type RotaryShape } from './rotary';

/** Shape of a language model of the LLaMA family; widths are numbers of features. */
export interface LanguageShape extends RotaryShape {
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly hidden: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  readonly epsilon: number;
  /** Query, key and value have biases (Qwen 2.5). */
  readonly biases: boolean;
  /** Queries and keys are normed for each head (Qwen 3). */
  readonly headNorms: boolean;
  /** The text head is the embedding. */
  readonly tied: boolean;
  /** Longest context in tokens. */
  readonly context: number;
}

/** Which positions a body answers for: the last one, or all that were given. */
export type BodyRows = 'last' | 'all';

/** A head's numbers that the mask hides; far below any score, and finite. */
const HIDDEN = -1e9;

/**
 * The layers of a language model, for the CPU, from rows to hidden states after the final norm.
 *
 * Inputs: `rows` float32 [B, S, hidden] of S new positions of B sequences; `past_length` int64 [1],
 * which all sequences share; `past.i.k`, `past.i.v` float32 [B * kvHeads, 1, C, headWidth] with room
 * for C positions, 1 or more, of which those from `past_length` on are not looked at but are finite.
 * Outputs: `hidden` float32 [B, 1 or S, hidden]; `new.i.k`, `new.i.v` [B * kvHeads, 1, S, headWidth]
 * of the new positions alone.
 *
 * Weights are named as in `transformers`, without what stands before `layers` and `norm`.
 */
export function languageBody(
  data: DataFile,
  shape: LanguageShape,
  kept: Kept,
  answered: BodyRows = 'last',
): Uint8Array {
  return new Body(data, shape, kept).build(answered);
}

/** Values that every layer reads. */
interface Shared {
  readonly cosine: string;
  readonly sine: string;
  readonly mask: string;
  /** Room and new positions, [2]. */
  readonly lengths: string;
}

class Body {
  readonly #build: GraphBuilder;

  constructor(
    data: DataFile,
    private readonly shape: LanguageShape,
    private readonly kept: Kept,
  ) {
    this.#build = new GraphBuilder(data);
  }

  build(answered: BodyRows): Uint8Array {
    const build = this.#build;
    const { hidden, headWidth, layers } = this.shape;
    build.input('rows', 'float', ['B', 'S', hidden]);
    build.input('past_length', 'int64', [1]);
    for (let layer = 0; layer < layers; layer += 1) {
      for (const kind of ['k', 'v']) {
        build.input(`past.${layer}.${kind}`, 'float', ['K', 1, 'C', headWidth]);
        build.output(`new.${layer}.${kind}`, 'float', ['K', 1, 'S', headWidth]);
      }
    }
    const shared = this.#shared();
    let residual = 'rows';
    let addition: string | undefined;
    for (let layer = 0; layer < layers; layer += 1) {
      const at = `layers.${layer}`;
      const before = this.#norm(residual, addition, `${at}.input_layernorm`);
      addition = this.#attention(before.normed, layer, shared);
      const middle = this.#norm(before.sum, addition, `${at}.post_attention_layernorm`);
      addition = this.#feedForward(middle.normed, at);
      residual = middle.sum;
    }
    const last = (value: string): string =>
      answered === 'all' ? value : build.one('Gather', [value, build.ints([-1])], { axis: 1 });
    const { normed } = this.#norm(last(residual), addition && last(addition), 'norm');
    build.node('Identity', [normed], ['hidden']);
    build.output('hidden', 'float', ['B', answered === 'all' ? 'S' : 1, hidden]);
    return build.model('body');
  }

  /** Angles are computed from the positions, so that no table limits the context. */
  #shared(): Shared {
    const build = this.#build;
    const room = build.one('Shape', ['past.0.k'], { start: 2, end: 3 });
    const fresh = build.one('Shape', ['rows'], { start: 1, end: 2 });
    const [zero, one] = [build.ints(0), build.ints(1)];
    const [axis0, axis1] = [build.ints([0]), build.ints([1])];
    const places = build.one('Range', [zero, build.one('Squeeze', [fresh]), one]);
    const positions = build.one('Cast', [build.one('Add', [places, 'past_length'])], {
      to: TYPE.float,
    });
    const rates = build.floats([1, this.shape.headWidth / 2], rotaryRates(this.shape));
    const angles = build.one('Mul', [build.one('Unsqueeze', [positions, axis1]), rates]);

    const kept = build.one('Range', [zero, build.one('Squeeze', [room]), one]);
    const empty = build.one('GreaterOrEqual', [kept, 'past_length']);
    const wide = build.one('Concat', [fresh, axis1], { axis: 0 });
    const emptyRows = build.one('Expand', [build.one('Unsqueeze', [empty, axis0]), wide]);
    const ahead = build.one('Greater', [places, build.one('Unsqueeze', [places, axis1])]);
    const hidden = build.one('Concat', [emptyRows, ahead], { axis: 1 });
    return {
      cosine: build.one('Cos', [angles]),
      sine: build.one('Sin', [angles]),
      mask: build.one('Mul', [
        build.one('Cast', [hidden], { to: TYPE.float }),
        build.float(HIDDEN),
      ]),
      lengths: build.one('Concat', [room, fresh], { axis: 0 }),
    };
  }

  /** The norm of a sum, and the sum, which the next norm adds to. */
  #norm(
    residual: string,
    addition: string | undefined,
    name: string,
  ): { normed: string; sum: string } {
    const build = this.#build;
    const { hidden } = this.shape;
    const scale = build.weight([source(`${name}.weight`, [hidden])], [hidden], 'fp32');
    const epsilon = { float: this.shape.epsilon };
    if (addition === undefined) return { normed: this.#plainNorm(residual, scale), sum: residual };
    const [normed, sum] = [build.name('norm'), build.name('sum')];
    const outputs = [normed, '', '', sum];
    const inputs = [residual, addition, scale];
    build.node('SkipSimplifiedLayerNormalization', inputs, outputs, { epsilon }, MICROSOFT);
    return { normed, sum };
  }

  #plainNorm(x: string, scale: string): string {
    const epsilon = { float: this.shape.epsilon };
    const attributes = { axis: -1, epsilon, stash_type: 1 };
    return this.#build.one('SimplifiedLayerNormalization', [x, scale], attributes);
  }

  #attention(x: string, layer: number, { cosine, sine, mask, lengths }: Shared): string {
    const build = this.#build;
    const { heads, kvHeads, headWidth } = this.shape;
    const at = `layers.${layer}.self_attn`;
    const [queries, keys, values] = this.#projected(x, at);
    const rotate = (value: string): string =>
      build.one(
        'RotaryEmbedding',
        [value, build.ints([0]), cosine, sine],
        { interleaved: 0 },
        MICROSOFT,
      );
    // A group of query heads shares the keys and values of one.
    const query = build.one('Reshape', [
      rotate(queries),
      build.ints([-1, heads / kvHeads, 0, headWidth]),
    ]);
    const single = build.ints([-1, 1, 0, headWidth]);
    const [key, value] = [`new.${layer}.k`, `new.${layer}.v`];
    build.node('Reshape', [rotate(keys), single], [key]);
    build.node('Reshape', [values, single], [value]);
    const scale = { transB: 1, alpha: { float: headWidth ** -0.5 } };
    const scores = [`past.${layer}.k`, key].map((part) =>
      build.one('FusedMatMul', [query, part], scale, MICROSOFT),
    );
    const masked = build.one('Add', [build.one('Concat', scores, { axis: 3 }), mask]);
    const shares = build.one('Softmax', [masked], { axis: 3 });
    const [onPast = '', onNew = ''] = build.node('Split', [shares, lengths], 2, { axis: 3 });
    const read = build.one('Add', [
      build.one('MatMul', [onPast, `past.${layer}.v`]),
      build.one('MatMul', [onNew, value]),
    ]);
    const splitHeads = build.one('Reshape', [read, build.ints([-1, heads, 0, headWidth])]);
    const turned = build.one('Transpose', [splitHeads], { perm: [0, 2, 1, 3] });
    const joined = build.one('Reshape', [turned, build.ints([0, 0, heads * headWidth])]);
    const output = source(`${at}.o_proj.weight`, [this.shape.hidden, heads * headWidth]);
    return build.linear(joined, [output], this.kept);
  }

  /** Queries, keys and values [B, heads, S, headWidth], from one product. */
  #projected(x: string, at: string): [string, string, string] {
    const build = this.#build;
    const { heads, kvHeads, headWidth, hidden, biases, headNorms } = this.shape;
    const parts = [
      { name: 'q', count: heads },
      { name: 'k', count: kvHeads },
      { name: 'v', count: kvHeads },
    ];
    const weights = parts.map(({ name, count }) =>
      source(`${at}.${name}_proj.weight`, [count * headWidth, hidden]),
    );
    let joined = build.linear(x, weights, this.kept);
    if (biases) {
      const added = parts.map(({ name, count }) =>
        source(`${at}.${name}_proj.bias`, [count * headWidth]),
      );
      joined = build.bias(joined, added);
    }
    const splitHeads = build.one('Reshape', [
      joined,
      build.ints([0, 0, heads + 2 * kvHeads, headWidth]),
    ]);
    const turned = build.one('Transpose', [splitHeads], { perm: [0, 2, 1, 3] });
    const counts = build.ints(parts.map(({ count }) => count));
    const [queries = '', keys = '', values = ''] = build.node('Split', [turned, counts], 3, {
      axis: 1,
    });
    if (!headNorms) return [queries, keys, values];
    const normed = (value: string, name: string): string => {
      const scale = source(`${at}.${name}_norm.weight`, [headWidth]);
      return this.#plainNorm(value, build.weight([scale], [headWidth], 'fp32'));
    };
    return [normed(queries, 'q'), normed(keys, 'k'), values];
  }

  #feedForward(x: string, at: string): string {
    const build = this.#build;
    const { feedForward, hidden } = this.shape;
    const both = ['gate', 'up'].map((name) =>
      source(`${at}.mlp.${name}_proj.weight`, [feedForward, hidden]),
    );
    const fed = build.linear(x, both, this.kept);
    const halves = build.ints([feedForward, feedForward]);
    const [gate = '', up = ''] = build.node('Split', [fed, halves], 2, { axis: 2 });
    // QuickGelu with 1 is x times its sigmoid.
    const gated = build.one('QuickGelu', [gate], { alpha: { float: 1 } }, MICROSOFT);
    const down = source(`${at}.mlp.down_proj.weight`, [hidden, feedForward]);
    return build.linear(build.one('Mul', [gated, up]), [down], this.kept);
  }
}

const source = (name: string, shape: readonly number[]): Source => ({ name, shape });
