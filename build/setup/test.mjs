import './nodeVersion.mjs';
import { provide } from '../fallback/provide.mjs';
import { preparePython } from './python.mjs';
import { SetupError, say } from './report.mjs';
import { STAGES } from './stages.mjs';
import { setUpStudio } from './steps.mjs';

/** @param {number} since */
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const sum = { passed: 0, failed: 0, skipped: 0 };
const begin = performance.now();
try {
  await setUpStudio();
  await provide('screen');
  await provide('tracer');
  const noPython = await preparePython();
  say(`set-up: ${seconds(begin)}`);
  for (const { name, python, run } of STAGES) {
    if (python && noPython) {
      say(`\n== ${name}: not run, since ${noPython}`);
      continue;
    }
    say(`\n== ${name}`);
    const start = performance.now();
    const counts = await run();
    const verdict = counts.failed === 0 ? 'passed' : 'FAILED';
    const tests = counts.passed + counts.failed > 1 ? `, ${counts.passed} tests passed` : '';
    say(`== ${name}: ${verdict}${tests}, ${seconds(start)}`);
    sum.passed += counts.passed;
    sum.failed += counts.failed;
    sum.skipped += counts.skipped;
  }
} catch (error) {
  say(error instanceof SetupError ? error.message : String(error));
  sum.failed += 1;
}
say(`\nAll checks: ${seconds(begin)}`);
const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
console.log(`${sum.passed} passed, ${sum.failed} failed${skipped}`);
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
