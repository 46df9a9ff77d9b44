import fs from 'node:fs';
import path from 'node:path';
import { runCommand } from './command.mjs';
import { SCREEN_IN_MEMORY } from './launch.mjs';
import { CACHE, ROOT, nodeExecutable, readJson } from './places.mjs';
import { pythonTool } from './python.mjs';

/**
 * What a stage counted.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/**
 * One check of the whole: `npm test` runs them all, each to its end.
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {boolean=} python whether it needs the virtual environment
 * @property {() => Promise<Counts>} run
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
 * @returns {Promise<Counts>}
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

/** @returns {Promise<Counts>} */
async function runPytest() {
  const report = path.join(REPORTS, 'models.xml');
  fs.rmSync(report, { force: true });
  fs.mkdirSync(REPORTS, { recursive: true });
  const args = ['-q', '-m', 'not heavy', `--junit-xml=${report}`];
  const code = await check(pythonTool('pytest'), args);
  return honestCounts(pytestCounts(report), code);
}

/**
 * Counts of a runner that has written its report, checked against its exit code: a stage that
 * fails without a failed test (a file that cannot be loaded, a crash) counts as one failure.
 *
 * @param {Counts | undefined} counted nothing when the runner left no report
 * @param {number} code the runner's exit code
 * @returns {Counts}
 */
export function honestCounts(counted, code) {
  const counts = counted ?? { passed: 0, failed: 0, skipped: 0 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {string} file report of vitest's `json` reporter
 * @returns {Counts | undefined}
 */
export function vitestCounts(file) {
  const report =
    /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number } | undefined} */ (
      readJson(file)
    );
  if (!report) return undefined;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests,
  };
}

/**
 * @param {string} file report of `pytest --junit-xml`
 * @returns {Counts | undefined}
 */
export function pytestCounts(file) {
  if (!fs.existsSync(file)) return undefined;
  const suite = /<testsuite\s[^>]*>/.exec(fs.readFileSync(file, 'utf8'))?.[0] ?? '';
  /** @param {string} name */
  const number = (name) => Number(new RegExp(`\\s${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  const skipped = number('skipped');
  return { passed: number('tests') - failed - skipped, failed, skipped };
}

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
  { name: 'end to end', run: () => runVitest('e2e', SCREEN_IN_MEMORY) },
  verdict('Python lint', () => [pythonTool('ruff'), 'check', '--quiet', 'models'], true),
  verdict(
    'Python format',
    () => [pythonTool('ruff'), 'format', '--check', '--quiet', 'models'],
    true,
  ),
  verdict('Python types', () => [pythonTool('mypy'), '--no-error-summary', 'models'], true),
  { name: 'Python tests', python: true, run: runPytest },
];
