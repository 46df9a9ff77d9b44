/**
 * The small known computation that a provider must get right before it is used: a convolution, an
 * activation, a product of matrices and a softmax, with all weights given as inputs.
 */
import { InferenceSession, Tensor } from './onnxruntime';

/** The graph: x[1,3,8,8] * w[4,3,3,3], SiLU, reshaped to [4,64], times m[64,16], softmax. */
const GRAPH = Buffer.from(
  [
    'CAg6rwIKOQoBeAoBdxIBYyIEQ29udioVCgxrZXJuZWxfc2hhcGVAA0ADoAEHKhEKBHBhZHNAAUABQAFAAaABBwoPCgFj',
    'EgFzIgdTaWdtb2lkCg4KAWMKAXMSAXUiA011bAoWCgF1CgVzaGFwZRIBciIHUmVzaGFwZQoRCgFyCgFtEgFnIgZNYXRN',
    'dWwKHAoBZxIBcCIHU29mdG1heCoLCgRheGlzGAGgAQISBXByb2JlKh0IAhAHQgVzaGFwZUoQBAAAAAAAAABAAAAAAAAA',
    'AFobCgF4EhYKFAgBEhAKAggBCgIIAwoCCAgKAggIWhsKAXcSFgoUCAESEAoCCAQKAggDCgIIAwoCCANaEwoBbRIOCgwI',
    'ARIICgIIQAoCCBBiEwoBcBIOCgwIARIICgIIBAoCCBBCAhAR',
  ].join(''),
  'base64',
);
/** Shares of a whole, so a difference of this size is another answer, not a rounding. */
const TOLERANCE = 1e-3;

/** Numbers that look like none in particular, the same each time. */
const wave = (length: number, step: number): Float32Array =>
  Float32Array.from({ length }, (_, place) => Math.sin(place * step + step));

/** Runs the computation on a provider, such as `cpu` or `webgpu`. */
export async function computeOn(provider: string): Promise<Float32Array> {
  const session = await InferenceSession.create(new Uint8Array(GRAPH), {
    executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
    logSeverityLevel: 4,
  });
  try {
    const { p } = await session.run({
      x: new Tensor('float32', wave(192, 0.7), [1, 3, 8, 8]),
      w: new Tensor('float32', wave(108, 1.3), [4, 3, 3, 3]),
      m: new Tensor('float32', wave(1024, 0.9), [64, 16]),
    });
    return Float32Array.from((await p?.getData()) as Float32Array);
  } finally {
    await session.release();
  }
}

/** How a provider did: its largest difference from the CPU, or what it threw. */
export type Trial =
  | { readonly works: boolean; readonly difference: number }
  | { readonly works: false; readonly error: unknown };

/**
 * Tries a provider against the CPU.
 *
 * @param compute the computation; another one in tests
 */
export async function tryProvider(provider: string, compute = computeOn): Promise<Trial> {
  try {
    const expected = await compute('cpu');
    const found = await compute(provider);
    const difference = expected.reduce(
      // What is no number at all differs as much as can be.
      (most, value, place) => Math.max(most, Math.abs(value - (found[place] ?? NaN)) || 0),
      found.length === expected.length && found.every(Number.isFinite) ? 0 : Infinity,
    );
    return { works: difference <= TOLERANCE, difference };
  } catch (error) {
    return { works: false, error };
  }
}
