import fs from 'node:fs';
import path from 'node:path';
import { runCommand } from './command.mjs';
import { honestCounts, pytestCounts, vitestCounts } from './counts.mjs';
import { CACHE, ROOT, nodeExecutable } from './places.mjs';
import { pythonTool } from './python.mjs';

/**
 * One check of the whole: `npm test` runs them all, each to its end.
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {boolean=} python whether it needs the virtual environment
 * @property {() => Promise<import('./counts.mjs').Counts>} run
 */

const REPORTS = path.join(CACHE, 'reports');
/** No stage may hold up the others for ever (ms). */
const LIMIT = 20 * 60_000;

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} exit code
 */
async function check(command, args, env) {
  const { code, timedOut } = await runCommand(command, args, {
    limit: LIMIT,
    output: 'stderr',
    env: { FORCE_COLOR: undefined, ...env },
  });
  if (timedOut) process.stderr.write(`It was stopped after ${LIMIT / 60_000} minutes.\n`);
  return code;
}

/**
 * @param {string} tool path of its script inside `node_modules`
 * @param {string[]} args
 * @returns {string[]} the command's words, on the lockfile's Node
 */
function nodeTool(tool, args) {
  return [nodeExecutable(), path.join(ROOT, 'node_modules', tool), ...args];
}

/**
 * A check that has no tests of its own: only its failure counts.
 *
 * @param {string} name
 * @param {() => string[]} words
 * @param {boolean} [python]
 * @returns {Stage}
 */
function verdict(name, words, python = false) {
  return {
    name,
    python,
    run: async () => {
      const [command = '', ...args] = words();
      return honestCounts(undefined, await check(command, args));
    },
  };
}

/**
 * @param {string} project a project of `vitest.config.ts`
 * @param {string[]} [before] words before the command, as for a screen in memory
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
async function runVitest(project, before = []) {
  const report = path.join(REPORTS, `${project}.json`);
  fs.rmSync(report, { force: true });
  const [command = '', ...args] = [
    ...before,
    ...nodeTool('vitest/vitest.mjs', ['run', '--project', project, '--reporter=default']),
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const code = await check(command, args, { ELECTRON_RUN_AS_NODE: undefined });
  return honestCounts(vitestCounts(report), code);
}

/** @returns {Promise<import('./counts.mjs').Counts>} */
async function runPytest() {
  const report = path.join(REPORTS, 'models.xml');
  fs.rmSync(report, { force: true });
  fs.mkdirSync(REPORTS, { recursive: true });
  const args = ['-q', '-m', 'not heavy', `--junit-xml=${report}`];
  const code = await check(pythonTool('pytest'), args);
  return honestCounts(pytestCounts(report), code);
}

/** Words before a command that shows a window in a test. */
export const ON_SCREEN =
  process.platform === 'linux' ? ['xvfb-run', '-a', '-s', '-screen 0 1280x1024x24'] : [];

/** @type {Stage[]} */
export const STAGES = [
  verdict('types', () => nodeTool('typescript/bin/tsc', ['-b'])),
  verdict('lint and import rules', () =>
    nodeTool('eslint/bin/eslint.js', ['.', '--max-warnings', '0']),
  ),
  verdict('format', () =>
    nodeTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  ),
  { name: 'unit and integration', run: () => runVitest('unit') },
  { name: 'end to end', run: () => runVitest('e2e', ON_SCREEN) },
  verdict('Python lint', () => [pythonTool('ruff'), 'check', '--quiet', 'models'], true),
  verdict(
    'Python format',
    () => [pythonTool('ruff'), 'format', '--check', '--quiet', 'models'],
    true,
  ),
  verdict('Python types', () => [pythonTool('mypy'), '--no-error-summary', 'models'], true),
  { name: 'Python tests', python: true, run: runPytest },
];
