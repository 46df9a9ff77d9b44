import type { SourceTensor, Tensors } from '../checkpoint/tensor';
import { refused } from '../error';
import type { DataFile } from '../onnx/dataFile';
import type { LanguageShape } from '../onnx/language';
import type { Skeleton } from '../onnx/skeleton';
import { checkWeights } from '../weights/plan';
import type { Precision } from './precision';

export type Config = Readonly<Record<string, unknown>>;

/** A part of a published model: its configuration, and its tensors by their published names. */
export interface Part {
  readonly config: Config;
  readonly tensors: Tensors;
}

/** The parts of a model by the recipe's names for them; every model has a `main` one. */
export type Parts<Name extends string = string> = { readonly main: Part } & {
  readonly [Key in Name]?: Part;
};

/** How pictures are brought to what an encoder sees. */
export interface Preprocessing {
  /** Width and height in pixels. */
  readonly size: number;
  readonly fit: 'pad' | 'stretch';
  /** Colour of the border, 0 to 255, where pictures are padded. */
  readonly padding?: readonly [number, number, number];
  readonly resampling: 'bicubic';
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** What a converted model is made of, for its manifest. */
export interface Description {
  readonly recipe: string;
  readonly version: number;
  readonly language: LanguageShape;
  /** Sequences that a step reads: 2 where guidance needs a second one. */
  readonly sequences: 1 | 2;
  readonly visualTokens: number;
  /** Width of a visual token as the encoder gives it. */
  readonly featureWidth: number;
  readonly preprocessing: Preprocessing;
  readonly picture:
    | {
        readonly kind: 'codes';
        readonly codes: number;
        readonly side: number;
        readonly size: number;
      }
    | {
        readonly kind: 'regressed';
        readonly condition: { readonly rows: number; readonly width: number };
        readonly latent: {
          readonly channels: number;
          readonly side: number;
          readonly scale: number;
        };
        readonly size: number;
      };
}

/** Graphs and the layout of their weights, before any weight is read. */
export interface LaidOut {
  /** Bytes of each graph by its name. */
  readonly graphs: Readonly<Record<string, Uint8Array>>;
  readonly files: readonly DataFile[];
  /** The checkpoint's tensors by the names that the files' jobs use. */
  readonly tensors: ReadonlyMap<string, SourceTensor>;
  readonly description: Description;
}

/** Reads one family of published models. */
export interface Recipe<Name extends string = string> {
  readonly name: string;
  /** Counts up when the same checkpoint would become another model. */
  readonly version: number;
  /** Whether a configuration is of this family. */
  readonly fits: (config: Config) => boolean;
  /**
   * Writes the graphs and lays out the weights; shapes are all that is looked at.
   *
   * @throws ConvertError when the parts are not what the recipe knows
   */
  readonly layOut: (
    parts: Parts<Name>,
    precision: Precision,
    skeletons: readonly Skeleton[],
  ) => LaidOut;
}

/**
 * Checks that every weight of a layout is there in its shape, and that every tensor is used.
 *
 * @throws ConvertError with the tensor's name
 */
export function checkLayout({ files, tensors }: LaidOut): void {
  checkWeights(files, tensors);
  const used = new Set(
    files.flatMap(({ jobs }) => jobs.flatMap(({ sources }) => sources)).map(({ name }) => name),
  );
  for (const name of tensors.keys()) {
    if (!used.has(name)) throw refused('convert.tensorUnknown', { tensor: name });
  }
}

/** @throws ConvertError that says what kind of part has no skeleton */
export function required(skeleton: Skeleton | undefined, part: string): Skeleton {
  if (!skeleton) throw refused('convert.noSkeleton', { part });
  return skeleton;
}
