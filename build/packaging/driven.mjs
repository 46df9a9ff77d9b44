// Configuration of electron-builder for the build that is driven: the packed program with a port for
// debuggers, in a folder from which nothing is given to anybody.
import configuration from '../electron-builder.mjs';
import { DRIVEN } from './packed.mjs';

/** @type {import('electron-builder').Configuration} */
export default {
  ...configuration,
  directories: { ...configuration.directories, output: DRIVEN },
  files: [
    ...[configuration.files ?? []].flat(),
    '!out/main.js',
    { from: 'out/driven', to: 'out', filter: ['main.js'] },
  ],
};
