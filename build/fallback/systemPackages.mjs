import { hasCommand, runCommand } from '../setup/command.mjs';
import { SetupError, say } from '../setup/report.mjs';

/** What may be lacking, with the names by which releases of Debian and Ubuntu know each package. */
export const PACKAGES = {
  libraries: [
    ['libgtk-3-0', 'libgtk-3-0t64'],
    ['libnss3'],
    ['libasound2', 'libasound2t64'],
    ['libgbm1'],
    ['libxss1'],
    ['libnotify4'],
  ],
  screen: [['xvfb'], ['xauth']],
  /** For the tests that watch what processes ask of the network. */
  tracer: [['strace']],
  python: [['python3'], ['python3-venv']],
};

/**
 * Installs the Debian packages that are not there yet, if that is allowed here.
 *
 * @param {string[][]} wanted each a list of names by which releases know one package
 * @returns {Promise<string | undefined>} what to do by hand, as one sentence, if it is not allowed
 * @throws {SetupError} when the installation fails
 */
export async function installPackages(wanted) {
  if (!(await hasCommand('apt-get'))) {
    return (
      'install, with the package manager of this system, what corresponds to Debian’s ' +
      `${wanted.map(([name]) => name).join(', ')}`
    );
  }
  let missing = await missingPackages(wanted);
  if (missing.length === 0) return undefined;
  const prefix = await privilege();
  if (!prefix) return `run: sudo apt-get update && sudo apt-get install -y ${missing.join(' ')}`;

  say(`Installing system packages: ${missing.join(' ')}.`);
  const update = [...prefix, 'apt-get', 'update', '-qq'];
  await runApt(update);
  // Only after the update are the names of this release known.
  missing = await missingPackages(wanted);
  const install = [...prefix, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends'];
  const { code } = await runApt([...install, ...missing]);
  if (code !== 0) {
    throw new SetupError(
      `System packages could not be installed: run apt-get update && apt-get install -y ${missing.join(' ')}`,
    );
  }
  return undefined;
}

/**
 * @param {string[]} words
 */
async function runApt(words) {
  const [command = '', ...args] = words;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const result = await runCommand(command, args, { env, output: 'quiet' });
  if (result.code !== 0) say(result.output.trim());
  return result;
}

/**
 * @param {string[][]} wanted
 * @returns {Promise<string[]>} of each package that is not installed, the name it has here
 */
async function missingPackages(wanted) {
  const { output } = await runCommand(
    'dpkg-query',
    ['-W', '-f', '${Package} ${Status}\\n', ...wanted.flat()],
    { output: 'quiet' },
  );
  const installed = new Set(
    [...output.matchAll(/^(\S+) install ok installed$/gm)].map(([, name]) => name),
  );
  const missing = wanted.filter((names) => !names.some((name) => installed.has(name)));
  return Promise.all(missing.map(nameHere));
}

/**
 * @param {string[]} names
 * @returns {Promise<string>} the newest name that this release has a package for
 */
async function nameHere(names) {
  for (const name of [...names].reverse()) {
    const { output } = await runCommand('apt-cache', ['policy', name], { output: 'quiet' });
    if (/Candidate: (?!\(none\))/.test(output)) return name;
  }
  return names[0] ?? '';
}

/** @returns {Promise<string[] | undefined>} words before a command that needs root */
async function privilege() {
  if (process.getuid?.() === 0) return [];
  return (await hasCommand('sudo', ['-n', 'true'])) ? ['sudo', '-n'] : undefined;
}
