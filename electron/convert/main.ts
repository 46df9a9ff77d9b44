/** The process that converts published models: hostile files are read here, with no store near. */
import path from 'node:path';
import { serve } from '../process/server';
import type { ConvertCalls } from './calls';
import { runConversion } from './run';

const files = {
  worker: path.join(import.meta.dirname, 'convertWorker.js'),
  skeletons: path.join(import.meta.dirname, 'skeletons'),
};

serve<ConvertCalls>({
  convert: (request, work) => runConversion(request, files, work),
});
