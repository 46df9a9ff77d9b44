/** The process that converts published models: hostile files are read here, with no store near. */
import path from 'node:path';
import { serve } from '../process/server';
import type { ConvertCalls } from './calls';
import { runConversion } from './run';

const worker = path.join(import.meta.dirname, 'convertWorker.js');

serve<ConvertCalls>({
  convert: ({ skeletons, ...request }, work) => runConversion(request, { worker, skeletons }, work),
});
