import type { DataFile, Source } from '../onnx/dataFile';
import { languageBody, type LanguageShape } from '../onnx/language';
import { embedding, textHead } from '../onnx/small';
import type { Precision } from './precision';

/** The graphs that every language model has. */
export function languageGraphs(
  data: DataFile,
  shape: LanguageShape,
  { layers, tables }: Precision,
): Record<'body' | 'embedding' | 'textHead', Uint8Array> {
  const table: Source = { name: 'embed_tokens.weight', shape: [shape.vocabulary, shape.hidden] };
  const head = shape.tied ? table : { ...table, name: 'lm_head.weight' };
  return {
    body: languageBody(data, shape, layers),
    embedding: embedding(data, table, tables),
    textHead: textHead(data, head, tables),
  };
}
