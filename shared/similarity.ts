/** Similarity of pictures by the features of a vision encoder. */

/** One feature of a picture: the mean of its visual tokens, of length 1. */
export function pooled(tokens: Float32Array, width: number): Float32Array {
  const sum = new Float32Array(width);
  for (const [place, value] of tokens.entries()) {
    const column = place % width;
    sum[column] = (sum[column] ?? 0) + value;
  }
  const length = Math.hypot(...sum) || 1;
  return sum.map((value) => value / length);
}

/** Cosine of two features of length 1. */
export function cosine(first: Float32Array, second: Float32Array): number {
  let sum = 0;
  for (const [place, value] of first.entries()) sum += value * (second[place] ?? 0);
  return sum;
}
