import type { Manifest } from '../../../shared/manifest';
import type { Converted } from '../convert';
import type { Beside } from './beside';
import type { Family } from './families';
import { memoryOf } from './memory';

/** Where a model was published, as far as it is known. */
export interface Publication {
  readonly name: string;
  readonly licence: string;
  /** owner/name at a hub, and the commit; null for a folder. */
  readonly repository: string | null;
  readonly commit: string | null;
}

type File = Manifest['files'][number];

/** Names of the tokenizer's files in a package. */
export const TOKENIZER = { definition: 'tokenizer.json', config: 'tokenizer_config.json' } as const;

const STEPS = { default: 20, range: { min: 1, max: 100 } };

/** The manifest of a converted model. */
export function manifestOf(
  converted: Converted,
  family: Family,
  beside: Beside,
  published: Publication,
  tokenizer: readonly File[],
): Manifest {
  const { description, bits, files, sources } = converted;
  const { language, preprocessing } = description;
  const listed = files.map(({ location, size, sha256 }) => ({ path: location, size, sha256 }));
  const isGraph = ({ path }: File): boolean => path.endsWith('.onnx');
  const data = listed.filter((file) => !isGraph(file));
  const origin = published.repository
    ? `https://huggingface.co/${published.repository}, commit ${published.commit ?? 'not known'}`
    : 'A folder of this computer';
  const capabilities = { ...family.capabilities, ...beside.capabilities };
  const { thinkingPhrase = family.prompts.thinkingPhrase } = beside;
  return {
    format: 2,
    name: beside.name ?? published.name,
    version: published.commit?.slice(0, 12) ?? '1',
    licence: beside.licence ?? published.licence,
    origin,
    trainingCard: {
      data: 'As its authors publish it.',
      steps: `Converted by the recipe ${description.recipe} ${description.version}, ${bits} bits.`,
      limits: beside.limits ?? family.limits,
      metrics: [],
    },
    files: [...listed.filter(isGraph), ...tokenizer],
    data,
    capabilities,
    languageModel: {
      graphs: {
        kind: 'split',
        body: graph(converted, 'body'),
        embedding: graph(converted, 'embedding'),
        textHead: graph(converted, 'textHead'),
        connector: graph(converted, 'connector'),
        ...(description.picture.kind === 'codes'
          ? { codeRows: graph(converted, 'codeRows'), codeHead: graph(converted, 'codeHead') }
          : { visionHead: graph(converted, 'visionHead') }),
      },
      bodyRows: 'last',
      sequences: description.sequences,
      layers: language.layers,
      kvHeads: language.kvHeads,
      headWidth: language.headWidth,
      hiddenWidth: language.hidden,
      vocabulary: language.vocabulary,
      contextLength: language.context,
      ...family.marks,
      tokenizer: TOKENIZER.definition,
      tokenizerConfig: TOKENIZER.config,
      chatTemplate: family.chatTemplate,
      sampling: {
        temperature: 0.6,
        topK: 0,
        topP: 0.95,
        repetitionPenalty: 1,
        maxTokens: Math.min(1024, Math.floor(language.context / 2)),
      },
    },
    visionEncoder: {
      graph: graph(converted, 'encoder'),
      inputSize: preprocessing.size,
      preprocess: {
        fit: preprocessing.fit,
        paddingColour: [...(preprocessing.padding ?? ([255, 255, 255] as const))],
        resampling: preprocessing.resampling,
        mean: [...preprocessing.mean],
        std: [...preprocessing.std],
      },
      grid: Math.sqrt(description.visualTokens),
      featureWidth: description.featureWidth,
      visualTokens: description.visualTokens,
    },
    picture: pictureOf(converted),
    prompts: {
      ...family.prompts,
      thinkingPhrase: capabilities.thinks === 'none' ? null : thinkingPhrase,
    },
    memory: memoryOf(description, bits, data),
    source: {
      repository: published.repository,
      commit: published.commit,
      files: [...sources],
      recipe: description.recipe,
      recipeVersion: description.version,
      bits,
    },
  };
}

function graph({ graphs }: Converted, name: string): string {
  const file = graphs[name];
  if (file === undefined) throw new TypeError(`The recipe writes no graph ${name}.`);
  return file;
}

function pictureOf(converted: Converted): Manifest['picture'] {
  const { picture, visualTokens } = converted.description;
  if (picture.kind === 'codes') {
    return {
      kind: 'codes',
      side: picture.side,
      codebook: picture.codes,
      decoder: graph(converted, 'decoder'),
      outputSize: picture.size,
      temperature: 1,
      // deepseek-ai/Janus, generation_inference.py: cfg_weight.
      guidance: { default: 5, range: { min: 1, max: 12 } },
    };
  }
  const { condition, latent } = picture;
  return {
    kind: 'regressed',
    denoiser: graph(converted, 'denoiser'),
    plainDenoiser: graph(converted, 'denoiserPlain'),
    prediction: 'epsilon',
    // The scheduler of Stable Diffusion 1.5.
    schedule: {
      kind: 'scaled_linear',
      trainSteps: 1000,
      betaStart: 0.00085,
      betaEnd: 0.012,
      stepsOffset: 1,
      setAlphaToOne: false,
    },
    latent: { channels: latent.channels, height: latent.side, width: latent.side },
    adapter: {
      graph: graph(converted, 'adapter'),
      width: condition.width,
      paddedTokens: Math.max(condition.rows, visualTokens),
      unconditional: 'zeros',
    },
    decoder: { graph: graph(converted, 'decoder'), scale: latent.scale },
    outputSize: picture.size,
    steps: STEPS,
    guidance: { default: 7.5, range: { min: 1, max: 15 } },
  };
}
