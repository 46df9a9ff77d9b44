import type { Tensor } from './onnxruntime';

/** The numbers of a float output of a graph. */
export function numbersOf(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array))
    throw new TypeError(`The graph's output ${name} is missing.`);
  return data;
}
