import type { Kept } from '../onnx/dataFile';

import type { Bits } from '../../../shared/catalogue';

export type { Bits };

/** How the weights of each part of a model are kept. */
export interface Precision {
  /** Layers of the language model. */
  readonly layers: Kept;
  /** Embedding and text head. */
  readonly tables: Kept;
  /** Connector, vision head, code rows and code head, adapter. */
  readonly heads: Kept;
  readonly encoder: Kept;
  /** What turns tokens into pixels. */
  readonly picture: 'fp16' | 'fp32';
}

/** Parts whose faults show at once keep more bits than the layers do. */
const PRECISIONS: Readonly<Record<Bits, Precision>> = {
  4: { layers: 'int4', tables: 'int8', heads: 'int8', encoder: 'int8', picture: 'fp16' },
  8: { layers: 'int8', tables: 'int8', heads: 'int8', encoder: 'int8', picture: 'fp16' },
  16: { layers: 'fp16', tables: 'fp16', heads: 'fp16', encoder: 'fp16', picture: 'fp16' },
  32: { layers: 'fp32', tables: 'fp32', heads: 'fp32', encoder: 'fp32', picture: 'fp32' },
};

export const precisionOf = (bits: Bits): Precision => PRECISIONS[bits];
