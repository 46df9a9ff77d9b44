/** What the process that converts models can be asked. */
import type { Stage } from './convert';
import type { Publication } from './package/manifest';
import type { MadePackage } from './package/makePackage';
import type { Bits } from './recipes/precision';

/** A model of this computer that is to become a package. */
export interface ConvertRequest {
  /** Absolute folder of the published model. */
  readonly source: string;
  /** Absolute folder of all added packages. */
  readonly packagesFolder: string;
  readonly bits: Bits;
  readonly published: Publication;
  /** SHA-256 of files that were just fetched, by their absolute paths. */
  readonly known: readonly (readonly [file: string, sha256: string])[];
}

/** How far a stage is, in bytes. */
export interface ConvertNews {
  readonly stage: Stage;
  readonly done: number;
  readonly total: number;
}

export interface ConvertCalls {
  convert: {
    input: ConvertRequest & { readonly skeletons: string };
    news: ConvertNews;
    output: MadePackage;
  };
}
