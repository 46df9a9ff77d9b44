// Configuration of electron-builder: what is inside the installed program, and for whom.
import fs from 'node:fs/promises';
import path from 'node:path';

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'org.metamorph.studio',
  productName: 'MetaMorph Studio',
  copyright: 'Apache-2.0',
  directories: { output: 'dist', buildResources: 'build/resources' },
  files: [
    'out/**/*',
    '!out/**/*.map',
    'package.json',
    'LICENSE',
    // The lockfile's Node and the other platforms' native code serve no one who has installed it.
    '!node_modules/node-{linux,win,darwin,bin}-*{,/**/*}',
    '!node_modules/better-sqlite3/{deps,src}{,/**/*}',
    '!**/*.{md,map,ts,cts,mts,gyp}',
  ],
  extraResources: [{ from: 'models/package', to: 'package' }],
  asarUnpack: ['**/*.node', 'node_modules/{onnxruntime-node,sharp,@img}/**/*'],
  // Native modules come with prebuilt code, so nothing is compiled or downloaded here.
  npmRebuild: false,
  publish: null,
  // The fallback's folder for programs in development would be loaded instead of the asar.
  afterPack: ({ appOutDir }) =>
    fs.rm(path.join(appOutDir, 'resources', 'app'), { recursive: true, force: true }),
  linux: {
    target: [{ target: 'dir' }, { target: 'tar.gz' }],
    category: 'Graphics',
    executableName: 'metamorph-studio',
  },
  win: { target: ['nsis'] },
  mac: { target: ['dmg'], category: 'public.app-category.graphics-design' },
};
