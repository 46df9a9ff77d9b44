import path from 'node:path';
import { runConversion } from '../../electron/convert/run';
import type { ServiceOptions } from '../../electron/ipc/services';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SKELETONS = path.join(ROOT, 'test/fixtures/convert/skeletons');

/** Models are converted in this process from the tiny skeletons; no hub is there. */
export const MODELS: ServiceOptions['models'] = {
  skeletons: SKELETONS,
  hub: () => ({ endpoint: 'http://127.0.0.1:9' }),
  convert: (request, work) => runConversion(request, { skeletons: SKELETONS }, work),
};
