/**
 * The only schema of a model package. The Python exporter validates against the JSON Schema that
 * `npm run schemas` makes from it (`shared/manifest.schema.json`), so that both sides agree by construction.
 */
import { z } from 'zod';

/** Version of the package format that this program reads. */
export const PACKAGE_FORMAT = 1;

const positive = z.number().int().positive();
const path = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(?!\.)[A-Za-z0-9._-]+(\/(?!\.)[A-Za-z0-9._-]+)*$/, 'a plain path inside the package');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const tokenId = z.number().int().nonnegative();
const range = z.strictObject({ min: z.number(), max: z.number() });

const file = z.strictObject({ path, size: z.number().int().nonnegative(), sha256 });

const languageModel = z.strictObject({
  /**
   * ONNX graph: ids[S], visual[S,W], visual_index[S], past_length[1], past.i.k/v[kvHeads,1,C,headWidth]
   * -> logits[V], visual_out[W], new.i.k/v[kvHeads,1,S,headWidth]; C is the room of the cache.
   */
  graph: path,
  layers: positive,
  kvHeads: positive,
  headWidth: positive,
  hiddenWidth: positive,
  vocabulary: positive,
  /** Longest context in tokens, prompt and answer together. */
  contextLength: positive,
  endOfTextIds: z.array(tokenId).min(1),
  imageStartId: tokenId,
  imageEndId: tokenId,
  tokenizer: path,
  tokenizerConfig: path,
  chatTemplate: z.strictObject({
    /** Text put before everything (a begin-of-text marker, say); special tokens are written as text. */
    begin: z.string(),
    /** One turn is `before[role] + content + after[role]`. */
    before: z.strictObject({ system: z.string(), user: z.string(), assistant: z.string() }),
    after: z.strictObject({ system: z.string(), user: z.string(), assistant: z.string() }),
    /** System turn used when the conversation has none; null for no system turn. */
    defaultSystem: z.string().nullable(),
  }),
  sampling: z.strictObject({
    temperature: z.number().min(0).max(2),
    topK: z.number().int().min(0),
    topP: z.number().gt(0).max(1),
    repetitionPenalty: z.number().min(1).max(2),
    maxTokens: positive,
  }),
});

const visionEncoder = z.strictObject({
  /** ONNX graph: pixels[1,3,H,W] -> tokens[m,W], L2-normalised. */
  graph: path,
  inputSize: positive,
  /** pixels = (value / 255 - mean) / std for each of red, green, blue. */
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number(), z.number(), z.number()]),
  /** Visual tokens a side; m = grid * grid. */
  grid: positive,
  featureWidth: positive,
  visualTokens: positive,
});

const noiseSchedule = z.discriminatedUnion('kind', [
  /** DDPM schedule with scaled linear betas, stepped by DDIM (Stable Diffusion 1.5). */
  z.strictObject({
    kind: z.literal('scaled_linear'),
    trainSteps: positive,
    betaStart: z.number().positive(),
    betaEnd: z.number().positive(),
    stepsOffset: z.number().int().nonnegative(),
    setAlphaToOne: z.boolean(),
  }),
  /** Straight path x_t = (1 - t) noise + t sample, t from 0 to 1, Euler steps. The graph gets t. */
  z.strictObject({ kind: z.literal('flow'), minimumRest: z.number().positive() }),
]);

const visualizer = z.strictObject({
  /** ONNX graph: latent[B,C,h,w], timestep[B], condition[B,n,D] -> prediction[B,C,h,w]. */
  denoiser: path,
  prediction: z.enum(['epsilon', 'v', 'sample']),
  schedule: noiseSchedule,
  latent: z.strictObject({ channels: positive, height: positive, width: positive }),
  adapter: z.strictObject({
    /** ONNX graph: tokens[m,W] -> condition[m,D]. */
    graph: path,
    width: positive,
    /** Condition rows after padding with zeros (77 for Stable Diffusion 1.5; m for none). */
    paddedTokens: positive,
    /** The condition of the unguided half: zeros of the padded shape. */
    unconditional: z.literal('zeros'),
  }),
  /** Latent decoder: latent[1,C,h,w] / scale -> pixels[1,3,H,W] in -1..1; null: the latent is the picture. */
  decoder: z.strictObject({ graph: path, scale: z.number().positive() }).nullable(),
  outputSize: positive,
  steps: z.strictObject({ default: positive, range }),
  guidance: z.strictObject({ default: z.number(), range }),
});

/** A figure that a package was graded at. */
export const gradedFigureSchema = z.strictObject({
  task: z.string(),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  cases: positive,
});

/** What a package can be asked for. */
export const taskIdSchema = z.enum([
  'chat',
  'question',
  'video',
  'generate',
  'reason',
  'edit',
  'next',
  'previous',
  'order',
  'think',
  'story',
]);

const task = z.strictObject({
  id: taskIdSchema,
  /** A prompt in the wording the package was trained with; `{...}` marks what the person fills in. */
  template: z.string(),
  examples: z.array(z.string()).max(60),
});

/** The schema of `manifest.json`; unknown keys are refused. */
export const manifestSchema = z.strictObject({
  format: z.literal(PACKAGE_FORMAT),
  name: z.string().min(1).max(80),
  version: z.string().min(1).max(40),
  licence: z.string().min(1),
  origin: z.string(),
  trainingCard: z.strictObject({
    data: z.string(),
    steps: z.string(),
    limits: z.string(),
    metrics: z.array(gradedFigureSchema),
  }),
  files: z.array(file).min(1).max(200),
  languageModel,
  visionEncoder,
  visualizer,
  prompts: z.strictObject({
    tasks: z.array(task),
    /** Words an answer that thinks visually begins with; null when the package cannot. */
    thinkingPhrase: z.string().nullable(),
    /** Question of "read it back". */
    readBack: z.string(),
  }),
});

/** A parsed manifest. */
export type Manifest = z.infer<typeof manifestSchema>;
