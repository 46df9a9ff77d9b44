// Configuration of electron-builder: what is inside the installed program, and for whom.

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
  linux: {
    target: [{ target: 'dir' }, { target: 'tar.gz' }],
    category: 'Graphics',
    executableName: 'metamorph-studio',
  },
  win: { target: ['nsis'] },
  mac: { target: ['dmg'], category: 'public.app-category.graphics-design' },
};
