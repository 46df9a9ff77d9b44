import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './places.mjs';

/**
 * @typedef {object} CommandOptions
 * @property {string=} cwd the repository's root unless told otherwise
 * @property {NodeJS.ProcessEnv=} env added to the environment; undefined removes a name
 * @property {number=} limit milliseconds after which the command and its children are killed
 * @property {boolean=} group whether signals reach its children too; always so with a limit
 * @property {AbortSignal=} signal ends the command when it is aborted
 * @property {'inherit' | 'stderr' | 'quiet'=} output where its output goes; quiet keeps it
 */

/**
 * @typedef {object} CommandResult
 * @property {number} code exit code; 128 + n after signal n, 127 when it could not be started
 * @property {string} output what it wrote, if output was quiet
 * @property {boolean} timedOut
 */

const STDIO = {
  inherit: /** @type {const} */ (['inherit', 'inherit', 'inherit']),
  stderr: /** @type {const} */ (['ignore', 2, 2]),
  quiet: /** @type {const} */ (['ignore', 'pipe', 'pipe']),
};

/**
 * Runs a command to its end. Never throws: a command that is not there has exit code 127.
 * With a limit it leads a process group of its own, so that nothing outlives it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, args, options = {}) {
  const { cwd = ROOT, env = {}, limit, signal: abort, output = 'stderr' } = options;
  const group = (options.group ?? limit !== undefined) && process.platform !== 'win32';
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: [...STDIO[output]],
      detached: group,
      shell: process.platform === 'win32' && /^npm$/.test(command),
    });
    /** @type {Buffer[]} */
    const chunks = [];
    let timedOut = false;
    /** @param {Buffer} chunk */
    const keep = (chunk) => chunks.push(chunk);
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);

    /** @param {NodeJS.Signals} signal */
    function end(signal) {
      if (child.pid === undefined) return;
      try {
        process.kill(group ? -child.pid : child.pid, signal);
      } catch {
        // It had ended by itself in the meantime.
      }
    }
    // Ctrl-C reaches every process of the terminal's group; ours only has to outlive the child.
    const onInterrupt = () => (group ? end('SIGINT') : undefined);
    const onTerminate = () => end('SIGTERM');
    process.on('SIGINT', onInterrupt);
    process.on('SIGTERM', onTerminate);
    // A terminal that is closed.
    process.on('SIGHUP', onTerminate);
    abort?.addEventListener('abort', onTerminate);
    const timer =
      limit === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            end('SIGKILL');
          }, limit);

    /** @param {number} code */
    function finish(code) {
      clearTimeout(timer);
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
      process.off('SIGHUP', onTerminate);
      abort?.removeEventListener('abort', onTerminate);
      resolve({ code, output: Buffer.concat(chunks).toString(), timedOut });
    }
    child.once('error', () => finish(127));
    child.once('close', (code, signal) =>
      finish(code ?? 128 + (signal ? constants.signals[signal] : 0)),
    );
  });
}

/**
 * Whether a command can be found in the PATH and says that it works.
 *
 * @param {string} command
 * @param {string[]} [args] arguments with which it does nothing and succeeds
 */
export async function hasCommand(command, args = ['--version']) {
  const { code } = await runCommand(command, args, { output: 'quiet' });
  return code === 0;
}
