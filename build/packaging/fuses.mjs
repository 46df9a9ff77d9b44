// The switches that are burnt into Electron's binary: how each is set, and how it is read back.
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

/** How the packed program's fuses are set, by the name that electron-builder gives each. */
export const FUSES = {
  // The program can be turned neither into a plain Node nor be made to load code by its environment.
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableCookieEncryption: true,
  // Only the archive is loaded, and where the platform can check it (macOS, Windows), only unchanged.
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  // The snapshot that this would load is not shipped.
  loadBrowserProcessSpecificV8Snapshot: false,
  // Pages come from the studio's own protocol.
  grantFileProtocolExtraPrivileges: false,
};

const PLACES = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  loadBrowserProcessSpecificV8Snapshot: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
};

/**
 * Reads the fuses of a binary back and compares each with {@link FUSES}.
 *
 * @param {string} executable
 * @returns {Promise<string[]>} one sentence for each that is not as it should be
 */
export async function fuseFaults(executable) {
  const wire = await getCurrentFuseWire(executable);
  const names = /** @type {(keyof typeof FUSES)[]} */ (Object.keys(FUSES));
  return names.flatMap((name) => {
    const wanted = FUSES[name] ? FuseState.ENABLE : FuseState.DISABLE;
    return wire[PLACES[name]] === wanted ? [] : [`The fuse ${name} is not ${FUSES[name]}.`];
  });
}
