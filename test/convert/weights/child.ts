/** A process that writes weights and is killed by its parent: run by `write.test.ts` alone. */
import { openCheckpoint } from '../../../electron/convert/checkpoint/open';
import { DataFile } from '../../../electron/convert/onnx/dataFile';
import { identifySources } from '../../../electron/convert/weights/sources';
import { planWeights } from '../../../electron/convert/weights/plan';
import { writeWeights } from '../../../electron/convert/weights/write';
import { layOut } from './layOut';

const [source = '', folder = '', worker = ''] = process.argv.slice(2);
const { tensors, files } = await openCheckpoint(source);
const data = new DataFile('weights.bin');
layOut(data, tensors);
const [written] = await writeWeights({
  plan: planWeights([data], tensors, await identifySources(files)),
  folder,
  threads: { file: worker, count: 2 },
  noteAfter: 100_000,
  progress: (done, total) => process.send?.({ done, total }),
});
process.send?.({ sha256: written?.sha256 });
process.disconnect?.();
