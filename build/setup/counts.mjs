import fs from 'node:fs';
import { readJson } from './places.mjs';

/**
 * What a stage counted.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

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
