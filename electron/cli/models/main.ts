import path from 'node:path';
import process from 'node:process';
import { chosenEndpoint } from '../../hub/options';
import { runConversion } from '../../convert/run';
import { processSurroundings, rootFolder } from '../process';
import { modelsCommand } from './models';

const out = path.join(rootFolder(), 'out');
const files = { worker: path.join(out, 'convertWorker.js'), skeletons: path.join(out, 'skeletons') };
const { HF_TOKEN } = process.env;

process.exitCode = await modelsCommand(process.argv.slice(2), {
  ...processSurroundings(),
  package: path.join(rootFolder(), 'models', 'package'),
  skeletons: files.skeletons,
  hub: { endpoint: chosenEndpoint(undefined), ...(HF_TOKEN ? { token: HF_TOKEN } : {}) },
  convert: (request, work) => runConversion(request, files, work),
});
