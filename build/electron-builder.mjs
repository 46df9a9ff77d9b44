// Configuration of electron-builder: what is inside the installed program, and for whom.
import fs from 'node:fs';
import { afterPack } from './packaging/afterPack.mjs';
import { FUSES } from './packaging/fuses.mjs';

/** Folders of onnxruntime's native code by platform and processor. */
const NATIVE = 'node_modules/onnxruntime-node/bin/napi-v6';
const PLATFORMS = ['linux', 'darwin', 'win32'];
const PROCESSORS = ['x64', 'arm64'];
const OTHERS = PLATFORMS.flatMap((platform) =>
  PROCESSORS.filter((arch) => platform !== process.platform || arch !== process.arch).map(
    (arch) => ({ platform, arch }),
  ),
);

/** On Linux pictures are read by sharp's WebAssembly build, elsewhere by its native one. */
const UNUSED_SHARP =
  process.platform === 'linux' ? '@img/sharp-libvips-linux-*' : '@img/sharp-wasm32';

/** Chromium's own words are kept in the languages that the window speaks. */
const languages = fs
  .readdirSync(new URL('../renderer/locales', import.meta.url))
  .map((name) => name.replace('.json', ''));

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'org.metamorph.studio',
  productName: 'MetaMorph Studio',
  copyright: 'Apache-2.0',
  directories: { output: 'dist', buildResources: 'build/resources' },
  files: [
    'out/**/*',
    // The commands of the terminal run from a checkout, on the lockfile's Node.
    '!out/{cli,archive,bench}.js',
    '!out/{print,clip,modules,driven}{,/**/*}',
    'package.json',
    'LICENSE',
    // The lockfile's Node and the other platforms' native code serve no one who has installed it.
    '!node_modules/node-{linux,win,darwin,bin}-*{,/**/*}',
    '!node_modules/better-sqlite3/{deps,src}{,/**/*}',
    ...OTHERS.flatMap(({ platform, arch }) => [
      `!${NATIVE}/${platform}/${arch}{,/**/*}`,
      `!node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node`,
    ]),
    '!node_modules/better-sqlite3/prebuilds/linuxmusl-*.node',
    `!node_modules/${UNUSED_SHARP}{,/**/*}`,
    // What its packages need to be installed is not needed to run them.
    '!node_modules/onnxruntime-node/script{,/**/*}',
    '!node_modules/sharp/{src,install}{,/**/*}',
    '!node_modules/{adm-zip,global-agent,globalthis,matcher,serialize-error,type-fest}{,/**/*}',
    '!**/*.{md,map,ts,cts,mts,gyp,h}',
  ],
  extraResources: [{ from: 'models/package', to: 'package' }],
  asarUnpack: ['**/*.node', 'node_modules/{onnxruntime-node,sharp,@img}/**/*'],
  // macOS calls its English by the shorter name.
  electronLanguages: languages.map((name) =>
    name === 'en' && process.platform !== 'darwin' ? 'en-US' : name,
  ),
  electronFuses: FUSES,
  // Native modules come with prebuilt code, so nothing is compiled or downloaded here.
  npmRebuild: false,
  publish: null,
  afterPack,
  linux: {
    target: [{ target: 'AppImage' }, { target: 'deb' }, { target: 'tar.gz' }],
    category: 'Graphics',
    executableName: 'metamorph-studio',
    maintainer: 'MetaMorph Studio',
  },
  // Signed when the environment has the keys: CSC_LINK and CSC_KEY_PASSWORD, on macOS also those of
  // notarisation (APPLE_API_KEY, APPLE_API_KEY_ID, APPLE_API_ISSUER).
  win: { target: [{ target: 'nsis' }] },
  nsis: { oneClick: false, perMachine: false, deleteAppDataOnUninstall: false },
  mac: {
    target: [{ target: 'dmg' }],
    category: 'public.app-category.graphics-design',
    hardenedRuntime: true,
  },
};
