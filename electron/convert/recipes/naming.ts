import type { SourceTensor, Tensors } from '../checkpoint/tensor';
import { refused } from '../error';

/**
 * How one published name becomes the recipe's: a pattern, and what stands for it, with `$1` for its
 * groups. Nothing stands for tensors that are of no use. Several names cut the tensor's rows into
 * as many equal parts.
 */
export type Rule = readonly [pattern: RegExp, name: string | readonly string[] | undefined];

/**
 * The tensors of a checkpoint by the recipe's names.
 *
 * @param rules the first that fits a name counts
 * @throws ConvertError for a tensor that no rule knows, or two of the same name
 */
export function renamed(tensors: Tensors, rules: readonly Rule[]): Map<string, SourceTensor> {
  const found = new Map<string, SourceTensor>();
  for (const [published, tensor] of tensors) {
    const rule = rules.find(([pattern]) => pattern.test(published));
    if (!rule) throw refused('convert.tensorUnknown', { tensor: published });
    const [pattern, name] = rule;
    if (name === undefined) continue;
    const names = (typeof name === 'string' ? [name] : name).map((one) =>
      published.replace(pattern, one),
    );
    for (const [index, part] of cutRows(tensor, names.length, published).entries()) {
      const own = names[index] ?? '';
      if (found.has(own)) throw refused('convert.tensorUnknown', { tensor: published });
      found.set(own, part);
    }
  }
  return found;
}

/** Equal parts of a tensor's rows. */
function cutRows(tensor: SourceTensor, parts: number, name: string): SourceTensor[] {
  if (parts === 1) return [tensor];
  const [rows = 0, ...rest] = tensor.shape;
  if (rows % parts !== 0) throw refused('convert.tensorUnknown', { tensor: name });
  const bytes = tensor.bytes / parts;
  return Array.from({ length: parts }, (_, index) => ({
    ...tensor,
    shape: [rows / parts, ...rest],
    offset: tensor.offset + index * bytes,
    bytes,
  }));
}

/** Tables of positions that older checkpoints hold and graphs compute. */
export const POSITIONS: Rule = [/(^|\.)(rotary_emb\.inv_freq|position_ids)$/, undefined];
