import type { Tensors } from '../../../electron/convert/checkpoint/tensor';
import type { DataFile } from '../../../electron/convert/onnx/dataFile';

/** Keeps the matrices of a checkpoint in every way there is, by turns. */
export function layOut(data: DataFile, tensors: Tensors): void {
  for (const [index, [name, { shape }]] of [...tensors].entries()) {
    const [rows = 1, columns = 1] = shape;
    const source = [{ name, shape }];
    const count = rows * columns;
    if (index % 5 === 0) data.blocks(source, 'int4', rows, columns);
    else if (index % 5 === 1) data.blocks(source, 'int8', rows, columns);
    else if (index % 5 === 2) data.floats(source, 'fp16', count, true);
    else if (index % 5 === 3) data.floats(source, 'fp16', count);
    else data.floats(source, 'fp32', count);
  }
}
