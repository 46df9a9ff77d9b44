import { countOf, type SourceTensor } from '../../convert/checkpoint/tensor';
import type { Source } from '../../convert/onnx/dataFile';
import type { Skeleton } from '../../convert/onnx/skeleton';
import { recipeFor } from '../../convert/recipes/open';
import { precisionOf, type Bits } from '../../convert/recipes/precision';
import type { Description, LaidOut, Parts } from '../../convert/recipes/recipe';

/** Ids of the tokens that a family marks things with. */
export type Marks = Readonly<Record<number, string>>;
type Config = Readonly<Record<string, unknown>>;

/** A part of a published model: where it lies, and what is said of it. */
interface PartPlace {
  /** Folder within the model's. */
  readonly folder: string;
  /** Name of the weights, without what follows it. */
  readonly file: string;
  /** Name and content of the configuration beside them. */
  readonly configFile: string;
  readonly config: Config;
}

/** Names that stand where a rule's pattern begins a name of the recipe. */
type Rule = readonly [pattern: RegExp, part: string, name: string];

/** A model of a published shape that is written in random numbers. */
export interface FullSizeModel {
  /** Word of the command line. */
  readonly name: string;
  readonly title: string;
  readonly marks: Marks;
  readonly parts: Readonly<Record<string, PartPlace>>;
  /** From the recipe's names to the published ones. */
  readonly rules: readonly Rule[];
  /** Shapes that a recipe asks the checkpoint for instead of its configuration. */
  readonly given: readonly Source[];
  /** Targets that differ by size. */
  readonly targets: { readonly load: number };
}

/** Files of a published model, before they are written. */
export interface PublishedPart extends PartPlace {
  readonly tensors: readonly Source[];
}

/** A model as it is published, and what becomes of it. */
export interface Publication {
  readonly parts: readonly PublishedPart[];
  readonly description: Description;
  /** Numbers of all weights. */
  readonly weights: number;
  /** Bytes of the checkpoint, and of the package made of it. */
  readonly bytes: { readonly source: number; readonly converted: number };
}

const BYTES = 2;

/** What is to be written so that the model's recipe reads it. */
export function publicationOf(
  model: FullSizeModel,
  skeletons: readonly Skeleton[],
  bits: Bits,
): Publication {
  const laidOut = laidOutOf(model, skeletons, bits);
  const tensors = new Map<string, Source[]>();
  const seen = new Set<string>();
  let weights = 0;
  for (const { jobs } of laidOut.files) {
    for (const source of jobs.flatMap((job) => job.sources)) {
      if (seen.has(source.name)) continue;
      seen.add(source.name);
      weights += countOf(source.shape);
      const { part, name } = published(model.rules, source.name);
      tensors.set(part, [...(tensors.get(part) ?? []), { name, shape: source.shape }]);
    }
  }
  const graphs = Object.values(laidOut.graphs).reduce((sum, bytes) => sum + bytes.length, 0);
  return {
    parts: Object.entries(model.parts).map(([part, place]) => ({
      ...place,
      tensors: tensors.get(part) ?? [],
    })),
    description: laidOut.description,
    weights,
    bytes: {
      source: weights * BYTES,
      converted: laidOut.files.reduce((sum, { size }) => sum + size, graphs),
    },
  };
}

function laidOutOf(
  { parts, given }: FullSizeModel,
  skeletons: readonly Skeleton[],
  bits: Bits,
): LaidOut {
  const opened = Object.entries(parts).map(([part, { config }]) => {
    const shapes = part === 'main' ? given : [];
    const tensors = new Map(shapes.map((source) => [source.name, placeless(source)]));
    return [part, { config, tensors }] as const;
  });
  const all = Object.fromEntries(opened) as unknown as Parts;
  return recipeFor(all.main.config).layOut(all, precisionOf(bits), skeletons);
}

/** A tensor of which only the shape is known. */
const placeless = ({ shape }: Source): SourceTensor => ({
  file: '',
  dtype: 'BF16',
  shape,
  offset: 0,
  bytes: countOf(shape) * BYTES,
});

function published(rules: readonly Rule[], name: string): { part: string; name: string } {
  for (const [pattern, part, put] of rules) {
    if (pattern.test(name)) return { part, name: name.replace(pattern, put) };
  }
  throw new TypeError(`No published name is known for ${name}.`);
}
