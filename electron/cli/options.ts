import path from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { z } from 'zod';
import { CommandError, EXIT, oneLine } from './error';
import type { Crop } from './inputImages';
import {
  answerKindSchema,
  thinkSchema as sharedThinkSchema,
  type AnswerKind,
  type Think,
} from '../../shared/attachment';

/** Texts of the options as they were typed. */
const TYPED = {
  image: { type: 'string', multiple: true },
  video: { type: 'string', multiple: true },
  fps: { type: 'string', multiple: true },
  crop: { type: 'string', multiple: true },
  out: { type: 'string', multiple: true },
  seed: { type: 'string', multiple: true },
  guidance: { type: 'string', multiple: true },
  steps: { type: 'string', multiple: true },
  variation: { type: 'string', multiple: true },
  temperature: { type: 'string', multiple: true },
  'max-tokens': { type: 'string', multiple: true },
  think: { type: 'string', multiple: true },
  model: { type: 'string', multiple: true },
  package: { type: 'string', multiple: true },
  answer: { type: 'string', multiple: true },
  tokens: { type: 'boolean' },
  batch: { type: 'string', multiple: true },
  data: { type: 'string', multiple: true },
  conversation: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  'skip-done': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];

/** Greatest seed: pictures and words take 32 bits of it. */
export const GREATEST_SEED = 0xffffffff;

function number(what: string, schema: z.ZodNumber) {
  const error = `takes ${what}`;
  return z
    .string()
    .regex(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, { error })
    .transform(Number)
    .pipe(schema.refine(Number.isFinite, { error }));
}

function whole(from: number, to: number) {
  const what = `a whole number from ${from} to ${to}`;
  const error = `takes ${what}`;
  return number(what, z.number({ error }).int({ error }).min(from, { error }).max(to, { error }));
}

function real(from: number, to: number) {
  const what = `a number from ${from} to ${to}`;
  const error = `takes ${what}`;
  return number(what, z.number({ error }).min(from, { error }).max(to, { error }));
}

const place = z.string().min(1, { error: 'needs a path' });

/** How an answer may begin: by itself, with the package's thinking phrase, or never with it. */
export const thinkSchema = z.enum(sharedThinkSchema.options, {
  error: 'takes auto, always or never',
});

/** What a model that draws only where it is asked to answers with. */
const answerSchema = z.enum(answerKindSchema.options, {
  error: 'takes auto, words, picture or both',
});

const optionsSchema = z.strictObject({
  image: z.array(place).default([]),
  video: place.optional(),
  fps: real(0.01, 60).optional(),
  crop: z.enum(['fit', 'fill'], { error: 'takes fit or fill' }).default('fit'),
  out: place.optional(),
  seed: whole(0, GREATEST_SEED).default(0),
  guidance: real(0, 30).optional(),
  steps: whole(1, 200).optional(),
  variation: real(0, 2).default(0),
  temperature: real(0, 2).default(0),
  'max-tokens': whole(1, 8192).optional(),
  think: thinkSchema.default('auto'),
  model: place.optional(),
  package: place.optional(),
  answer: answerSchema.default('auto'),
  tokens: z.boolean().default(false),
  batch: place.optional(),
  data: place.optional(),
  conversation: z.string().min(1, { error: 'needs an ID' }).optional(),
  json: z.boolean().default(false),
  'skip-done': z.boolean().default(false),
});

/** What holds for every answer of a command. */
export interface AnswerOptions {
  readonly seed: number;
  /** Undefined for the package's default. */
  readonly guidance: number | undefined;
  readonly steps: number | undefined;
  readonly variation: number;
  readonly temperature: number;
  readonly maxTokens: number | undefined;
  readonly think: Think;
  readonly answer: AnswerKind;
}

interface Common {
  readonly answer: AnswerOptions;
  /** How pictures become the model's square: padded, or cut to their middle. */
  readonly crop: Crop;
  /** Absolute folder of the pictures; undefined for a new one. */
  readonly out: string | undefined;
  /** Name or path of the model; undefined for the one that comes with the studio. */
  readonly model: string | undefined;
  /** Whether what each picture was made of is written beside it. */
  readonly tokens: boolean;
}

export interface QuestionCommand extends Common {
  readonly kind: 'question';
  readonly prompt: string;
  /** Absolute paths, in order. */
  readonly images: readonly string[];
  /** A clip whose frames are shown before the pictures, by its absolute path. */
  readonly video: { readonly file: string; readonly framesPerSecond: number } | undefined;
  readonly json: boolean;
  /** Where the turn is kept; undefined when it is not. */
  readonly kept: SaveTarget | undefined;
}

/** The store that a turn is kept in. */
export interface SaveTarget {
  /** Absolute data folder; undefined for the program's own. */
  readonly data: string | undefined;
  /** The conversation that is continued; undefined for a new one. */
  readonly conversation: string | undefined;
}

export interface BatchCommand extends Common {
  readonly kind: 'batch';
  /** Absolute path of the file of questions. */
  readonly file: string;
  readonly skipDone: boolean;
}

export type AskCommand = QuestionCommand | BatchCommand | { readonly kind: 'help' };

/**
 * Reads the words after `ask`.
 *
 * @param words as the shell split them
 * @param folder absolute folder that relative paths are meant from
 * @throws CommandError with exit 2 for wrong usage, 3 for an empty prompt
 */
export function readOptions(words: readonly string[], folder: string): AskCommand {
  const { values, positionals } = parseWords(words);
  if (values.help) return { kind: 'help' };
  const parsed = optionsSchema.safeParse(single(values));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw usage(`--${String(issue?.path[0] ?? '')} ${issue?.message ?? 'is wrong'}.`);
  }
  const options = parsed.data;
  const absolute = (given: string | undefined) =>
    given === undefined ? undefined : path.resolve(folder, given);
  const common: Common = {
    answer: {
      seed: options.seed,
      guidance: options.guidance,
      steps: options.steps,
      variation: options.variation,
      temperature: options.temperature,
      maxTokens: options['max-tokens'],
      think: options.think,
      answer: options.answer,
    },
    crop: options.crop,
    out: absolute(options.out),
    model: options.model ?? absolute(options.package),
    tokens: options.tokens,
  };
  if (options.model !== undefined && options.package !== undefined)
    throw usage('Give --model or --package: they mean the same.');
  const skipDone = options['skip-done'];
  const keeps = options.data !== undefined || options.conversation !== undefined;
  if (options.batch !== undefined) {
    if (keeps) throw usage('Give --data and --conversation without --batch, one question a time.');
    if (positionals.length > 0)
      throw usage('Put the prompts into the batch file, or leave out --batch.');
    if (options.video !== undefined || options.fps !== undefined)
      throw usage('Give --video and --fps without --batch, one question a time.');
    if (options.image.length > 0)
      throw usage('Put the images into the batch file, not after --image.');
    if (skipDone && common.out === undefined) {
      throw usage('Give --skip-done the --out folder of the earlier run, which says what is done.');
    }
    return { kind: 'batch', ...common, file: path.resolve(folder, options.batch), skipDone };
  }
  if (skipDone) throw usage('Give --skip-done together with --batch only.');
  if (options.fps !== undefined && options.video === undefined)
    throw usage('Give --fps together with --video only.');
  const images = options.image.map((image) => path.resolve(folder, image));
  return {
    kind: 'question',
    ...common,
    prompt: onePrompt(positionals),
    images,
    video:
      options.video === undefined
        ? undefined
        : { file: path.resolve(folder, options.video), framesPerSecond: options.fps ?? 1 },
    json: options.json,
    kept: keeps ? { data: absolute(options.data), conversation: options.conversation } : undefined,
  };
}

type Values = ReturnType<typeof parseWords>['values'];

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: TYPED, allowPositionals: true, strict: true });
  } catch (error) {
    const said = oneLine(error instanceof Error ? error.message : String(error));
    const [, lacking] = /'(--[\w-]+)[^']*' argument is ambiguous/.exec(said) ?? [];
    if (lacking)
      throw usage(`${lacking} is followed by what looks like an option: give it a value.`);
    // Node's advice after the first sentence is about the double dash, not about this command.
    const first = said.split(/\.\s/)[0]?.replace(/\.$/, '') ?? said;
    throw usage(`${first}: see npm run --silent ask -- --help.`);
  }
}

/** Every option but --image may come once: of two, neither is quietly dropped. */
function single(values: Values): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    if (name === 'help') continue;
    const once = name !== 'image' && Array.isArray(value);
    if (once && value.length > 1) throw usage(`Give --${name} once, not ${value.length} times.`);
    found[name] = once ? value[0] : value;
  }
  return found;
}

function onePrompt(positionals: readonly string[]): string {
  const [prompt, ...more] = positionals;
  if (prompt === undefined) {
    throw usage(
      'Say what to ask, as in: npm run --silent ask -- "What is a red umbrella good for?".',
    );
  }
  if (more.length > 0)
    throw usage('Put quotation marks around the prompt, so that it is one word.');
  if (prompt.trim() === '') {
    throw new CommandError(EXIT.input, 'The prompt is empty: write what you want to ask.');
  }
  return prompt;
}

function usage(sentence: string): CommandError {
  return new CommandError(EXIT.usage, sentence);
}

/** What `--help` prints. */
export const HELP = `npm run --silent ask -- [options] "PROMPT"
npm run --silent ask -- [options] --batch FILE.jsonl

  --image FILE        a picture shown before the prompt; may be given several times
  --video FILE        a video or GIF whose frames are shown before the pictures
  --fps N             frames a second that are taken of it (1, as the paper does)
  --crop fit|fill     pictures padded whole, or cut to the square in their middle (fit)
  --out DIR           folder of the answer's pictures 1.png, 2.png, ... (else a new folder "answer")
  --seed N            seed of the words and of picture 1; picture k has N + k - 1 (0)
  --guidance X        guidance of the visualizer (the package's default)
  --steps N           steps of the visualizer (the package's default)
  --variation X       seeded noise on the visual tokens (0)
  --temperature T     0 for the likeliest words (0)
  --max-tokens N      longest answer in tokens (the package's default)
  --think MODE        auto, always or never think visually first (auto)
  --model NAME|DIR    the model that answers (the one that comes with the studio)
  --package DIR       the same, by its folder
  --answer KIND       auto, words, picture or both, for models that draw when they are asked (auto)
  --tokens            write what picture k was made of beside it, as k.tokens.json
  --data DIR          keep the turn as a conversation in that data folder of the studio
  --conversation ID   continue that conversation (of --data, or of the program's own folder)
  --json              print one JSON object instead of Markdown
  --batch FILE.jsonl  one {"id", "turns": [{"prompt", "images"}], "seed", "think"} a line;
                      prints one JSON object a line, pictures in DIR/ID/1.png, ...
  --skip-done         leave out the lines that an earlier run into the same --out finished
                      (those with DIR/ID/answer.json), printing nothing for them

Exits with 0, 2 (wrong usage), 3 (an input cannot be read or is refused), 4 (the package is missing
or damaged) or 130 (interrupted).
`;
