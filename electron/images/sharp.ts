import { createRequire, Module } from 'node:module';
import type Sharp from 'sharp';

const require = createRequire(import.meta.url);
const WASM = '@img/sharp-wasm32/sharp.node';

/**
 * Loads sharp. Electron on Linux brings its own GLib, which the native build meets and may crash on,
 * so there the WebAssembly build takes its place where it is installed.
 */
export async function loadSharp(): Promise<typeof Sharp> {
  if (process.platform === 'linux' && process.versions.electron !== undefined) preferWasm();
  return (await import('sharp')).default;
}

/** Puts the WebAssembly binding where sharp will look for the native one. */
function preferWasm(): void {
  const inside = createRequire(require.resolve('sharp'));
  const native = inside.resolve(`@img/sharp-linux-${process.arch}/sharp.node`);
  if (require.cache[native]) return;
  const module = new Module(native);
  try {
    module.exports = inside(WASM) as unknown;
  } catch {
    return;
  }
  module.filename = native;
  module.loaded = true;
  require.cache[native] = module;
}
