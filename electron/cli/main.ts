import path from 'node:path';
import process from 'node:process';
import { LocalRuntime } from '../runtime/local';
import { createClipReader } from './clip';
import { main } from './command';
import { processSurroundings, rootFolder } from './process';

process.exitCode = await main(process.argv.slice(2), {
  ...processSurroundings(),
  package: path.join(rootFolder(), 'models', 'package'),
  openRuntime: () => new LocalRuntime(),
  readClip: createClipReader(rootFolder()),
});
