// A package for Debian and Ubuntu, made of the unpacked folder by the system's own dpkg-deb.
import fs from 'node:fs';
import path from 'node:path';
import { PACKAGES } from '../fallback/systemPackages.mjs';
import { runCommand } from '../setup/command.mjs';
import { ROOT } from '../setup/places.mjs';
import { SetupError } from '../setup/report.mjs';

const NAME = 'metamorph-studio';
const TITLE = 'MetaMorph Studio';
/** Where the program is installed; dpkg removes it with the package and leaves data alone. */
const PLACE = path.join('opt', TITLE);
const SUMMARY = 'desktop studio for models that answer in text and pictures';
const TEXT =
  ' You write, or show a picture; the answer comes back as words, pictures, or both in any order,\n' +
  ' and everything is kept in one conversation on your own machine.\n';
const DEVELOPMENT =
  ' .\n This is a development build: an older Electron stands in for the current one. It is for\n' +
  ' trying the packed program, and for no user.\n';
/** Debian's names of processors. */
const ARCHITECTURES = /** @type {Readonly<Record<string, string>>} */ ({
  x64: 'amd64',
  arm64: 'arm64',
});

/**
 * What is packed.
 *
 * @typedef {object} Unpacked
 * @property {string} folder the unpacked program
 * @property {string} version
 * @property {string} arch as Node names it
 * @property {boolean} development whether an older Electron stands in for the current one
 */

/**
 * The description of the package for dpkg.
 *
 * @param {Omit<Unpacked, 'folder'>} unpacked
 * @param {number} bytes its installed size
 */
export function controlOf({ version, arch, development }, bytes) {
  return [
    `Package: ${NAME}`,
    // Sorts before the version itself, which therefore replaces it.
    `Version: ${version}${development ? '~development' : ''}`,
    `Architecture: ${ARCHITECTURES[arch] ?? arch}`,
    `Maintainer: ${TITLE}`,
    `Installed-Size: ${Math.ceil(bytes / 1024)}`,
    `Depends: ${PACKAGES.libraries.map((names) => names.join(' | ')).join(', ')}`,
    'Section: graphics',
    'Priority: optional',
    `Description: ${SUMMARY}`,
    `${TEXT}${development ? DEVELOPMENT : ''}`,
  ].join('\n');
}

/** How desktops start the program. */
const ENTRY = `[Desktop Entry]
Type=Application
Name=${TITLE}
Comment=A desktop studio for models that answer in text and pictures
Exec="/${PLACE}/${NAME}" %U
Icon=${NAME}
Terminal=false
StartupWMClass=${TITLE}
Categories=Graphics;
`;

/**
 * Makes the package beside the unpacked folder.
 *
 * @param {Unpacked} unpacked
 * @returns {Promise<string>} its path
 * @throws {SetupError} when dpkg-deb refuses
 */
export async function makeDeb(unpacked) {
  const { folder, version, arch, development } = unpacked;
  const dist = path.dirname(folder);
  const tree = path.join(dist, 'deb');
  fs.rmSync(tree, { recursive: true, force: true });
  /** @param {string} place @param {string} text */
  const write = (place, text) => {
    fs.mkdirSync(path.dirname(path.join(tree, place)), { recursive: true });
    fs.writeFileSync(path.join(tree, place), text, { mode: 0o644 });
  };
  try {
    const program = path.join(tree, PLACE);
    fs.mkdirSync(path.dirname(program), { recursive: true });
    fs.cpSync(folder, program, { recursive: true, verbatimSymlinks: true });
    // Where the kernel lets no user make a namespace, the sandbox of pages needs this helper.
    fs.chmodSync(path.join(program, 'chrome-sandbox'), 0o4755);
    write(path.join('usr', 'share', 'applications', `${NAME}.desktop`), ENTRY);
    const icons = path.join('usr', 'share', 'icons', 'hicolor', '1024x1024', 'apps');
    fs.mkdirSync(path.join(tree, icons), { recursive: true });
    const icon = path.join(ROOT, 'build', 'resources', 'icon.png');
    fs.copyFileSync(icon, path.join(tree, icons, `${NAME}.png`));
    const licence = fs.readFileSync(path.join(ROOT, 'LICENSE'), 'utf8');
    write(path.join('usr', 'share', 'doc', NAME, 'copyright'), licence);
    fs.mkdirSync(path.join(tree, 'usr', 'bin'));
    fs.symlinkSync(path.join('/', PLACE, NAME), path.join(tree, 'usr', 'bin', NAME));
    write(path.join('DEBIAN', 'control'), controlOf(unpacked, sizeOf(tree)));
    const kind = development ? '_development' : '';
    const file = path.join(dist, `${NAME}_${version}${kind}_${ARCHITECTURES[arch] ?? arch}.deb`);
    const args = ['--root-owner-group', '-Zgzip', '--build', tree, file];
    const { code } = await runCommand('dpkg-deb', args);
    if (code !== 0) throw new SetupError('dpkg-deb could not make a package of the folder.');
    return file;
  } finally {
    fs.rmSync(tree, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function sizeOf(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + fs.statSync(path.join(parentPath, name)).size, 0);
}
