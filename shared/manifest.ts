/**
 * What a model package says of itself, as the program has it in memory: format 2. Packages of format 1
 * are read by `manifestFormat1.ts` and brought into this form.
 */
import { z } from 'zod';
import { capabilitiesSchema } from './capabilities';

/** The newest version of the package format that this program reads. */
export const PACKAGE_FORMAT = 2;

const positive = z.number().int().positive();
const path = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(?!\.)[A-Za-z0-9._-]+(\/(?!\.)[A-Za-z0-9._-]+)*$/, 'a plain path inside the package');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const tokenId = z.number().int().nonnegative();
const range = z.strictObject({ min: z.number(), max: z.number() });
const colour = z.tuple([z.number(), z.number(), z.number()]);

const file = z.strictObject({ path, size: z.number().int().nonnegative(), sha256 });

/** Settings of sampling that a package was made with. */
const sampling = z.strictObject({
  temperature: z.number().min(0).max(2),
  topK: z.number().int().min(0),
  topP: z.number().gt(0).max(1),
  repetitionPenalty: z.number().min(1).max(2),
  maxTokens: positive,
});

const byRole = z.strictObject({ system: z.string(), user: z.string(), assistant: z.string() });

const chatTemplate = z.strictObject({
  /** Text put before everything (a begin-of-text marker, say); special tokens are written as text. */
  begin: z.string(),
  /** One turn is `before[role] + content + after[role]`. */
  before: byRole,
  after: byRole,
  /** What an answer is begun with; white space that `before.assistant` has beyond it is the model's to write. */
  answer: z.string(),
  /** System turn used when the conversation has none; null for no system turn. */
  defaultSystem: z.string().nullable(),
  /** Text put after each picture of a question, and after the last one once more. */
  pictures: z.strictObject({ afterEach: z.string(), afterAll: z.string() }),
  /** Whether words of the template and words beside them are made into tokens together. */
  joined: z.boolean(),
});

const graphs = z.discriminatedUnion('kind', [
  /**
   * One graph, ids[S], visual[S,W], visual_index[S], past_length[1], past.i.k/v[kvHeads,1,C,headWidth]
   * -> logits[V], visual_out[W], new.i.k/v[kvHeads,1,S,headWidth]; C is the room of the cache.
   */
  z.strictObject({ kind: z.literal('joined'), language: path }),
  /**
   * A graph of the layers and small ones around it, so that drawing never pays for the text head:
   * body rows[B,S,H], past_length[1], past.i.k/v[B*kvHeads,1,C,headWidth] -> hidden[B,1|S,H], new.i.k/v;
   * embedding ids[B,S] -> rows; connector tokens[B,S,W] -> rows; codeRows codes[B,S] -> rows;
   * textHead hidden -> logits; visionHead hidden -> visual; codeHead hidden -> scores.
   */
  z.strictObject({
    kind: z.literal('split'),
    body: path,
    embedding: path,
    textHead: path,
    connector: path,
    visionHead: path.optional(),
    codeRows: path.optional(),
    codeHead: path.optional(),
  }),
]);

const languageModel = z.strictObject({
  graphs,
  /** Whether the body answers for the last position alone or for all that it was given. */
  bodyRows: z.enum(['last', 'all']),
  /** Sequences that a step reads: 2 where guidance needs a second one. */
  sequences: z.union([z.literal(1), z.literal(2)]),
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
  /** Stands for what a guided picture's second sequence does not know; where guidance needs one. */
  paddingId: tokenId.optional(),
  tokenizer: path,
  tokenizerConfig: path,
  chatTemplate,
  sampling,
});

const visionEncoder = z.strictObject({
  /** ONNX graph: pixels[1,3,H,W] -> tokens[m,W]; of length 1 where pictures are regressed. */
  graph: path,
  inputSize: positive,
  preprocess: z.strictObject({
    /** How a picture becomes a square: with a border, stretched, or the square in its middle. */
    fit: z.enum(['pad', 'stretch', 'crop']),
    /** Colour of the border, 0 to 255. */
    paddingColour: colour,
    resampling: z.enum(['area', 'bicubic']),
    /** pixels = (value / 255 - mean) / std for each of red, green, blue. */
    mean: colour,
    std: colour,
  }),
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

const guidance = z.strictObject({ default: z.number(), range });

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
  guidance,
});

/** How a model makes a picture; more kinds may come. */
const picture = z.discriminatedUnion('kind', [
  /** Visual tokens are regressed by the vision head and drawn by a diffusion model (VPiT). */
  visualizer.extend({
    kind: z.literal('regressed'),
    /** The denoiser for devices other than the processor, where it is another graph. */
    plainDenoiser: path.optional(),
  }),
  /** Codes are chosen one by one, guided by a second sequence, and decoded (Janus-Pro). */
  z.strictObject({
    kind: z.literal('codes'),
    /** Codes a side; a picture has side * side of them. */
    side: positive,
    /** Size of the codebook. */
    codebook: positive,
    /** ONNX graph: codes[1,side*side] -> pixels[1,3,H,W] in -1..1. */
    decoder: path,
    outputSize: positive,
    /** Temperature of the choice; 0 takes the likeliest code. */
    temperature: z.number().min(0).max(2),
    guidance,
  }),
]);

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

const prompts = z.strictObject({
  tasks: z.array(task),
  /** Words an answer that thinks visually begins with; null when the package cannot. */
  thinkingPhrase: z.string().nullable(),
  /** Question of "read it back". */
  readBack: z.string(),
});

/** What every format says of a package. */
const about = z.strictObject({
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
});

/** Where a converted package came from, so that it can be made again. */
const source = z.strictObject({
  /** owner/name at a hub, and the commit; null for a folder of this computer. */
  repository: z.string().max(200).nullable(),
  commit: z.string().max(64).nullable(),
  files: z
    .array(z.strictObject({ name: z.string().max(1000), size: z.number(), sha256 }))
    .max(1000),
  recipe: z.string().max(80),
  recipeVersion: positive,
  bits: z.union([z.literal(4), z.literal(8), z.literal(16), z.literal(32)]),
});

/** The schema of `manifest.json` in format 2; unknown keys are refused. */
export const manifestSchema = about.extend({
  format: z.literal(2),
  /** Large files of weights, hashed when they are added, afterwards known by size and time. */
  data: z.array(file).max(50),
  capabilities: capabilitiesSchema,
  languageModel,
  visionEncoder,
  picture,
  prompts,
  /** Bytes of memory while it answers, and at its highest; null to estimate them from the files. */
  memory: z.strictObject({ own: positive, peak: positive }).nullable(),
  source: source.nullable(),
});

/** A parsed manifest. */
export type Manifest = z.infer<typeof manifestSchema>;
/** A picture kind's part of a manifest. */
export type PictureOf<Kind extends Manifest['picture']['kind']> = Extract<
  Manifest['picture'],
  { kind: Kind }
>;

/** Parts of the schema that format 1 has in the same form. */
export const sharedParts = {
  about,
  path,
  byRole,
  languageModel,
  visionEncoder,
  visualizer,
  prompts,
};

/** Bounds of a setting of drawing. */
export interface Bounds {
  readonly default: number;
  readonly range: { readonly min: number; readonly max: number };
}

/** A picture of codes is made in one go. */
const ONE_STEP: Bounds = { default: 1, range: { min: 1, max: 1 } };

/** Steps and guidance that a package can draw with. */
export function drawingBounds({ picture: kind }: Pick<Manifest, 'picture'>): {
  readonly steps: Bounds;
  readonly guidance: Bounds;
} {
  return { steps: kind.kind === 'regressed' ? kind.steps : ONE_STEP, guidance: kind.guidance };
}

/** Tokens that a picture is made of: visual tokens, or codes. */
export const tokensDrawn = ({ picture: kind, visionEncoder: eye }: Manifest): number =>
  kind.kind === 'codes' ? kind.side ** 2 : eye.visualTokens;
