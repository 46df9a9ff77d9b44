import './nodeVersion.mjs';
import fs from 'node:fs';
import path from 'node:path';
import { provide } from '../fallback/provide.mjs';
import { runCommand } from './command.mjs';
import { SCREEN_IN_MEMORY } from './launch.mjs';
import { CACHE, ROOT, nodeExecutable, readJson, writeJson } from './places.mjs';
import { SetupError, runAsCommand, say } from './report.mjs';
import { setUpStudio } from './steps.mjs';

/**
 * A suite of `test/hard/suites.json`.
 *
 * @typedef {{ name: string, what: string, planned: number }} Suite
 *
 * What was really run of it; kept in `test/hard/figures.json`.
 * @typedef {{ name: string, cases: number, seed: number, seconds: number, detail: string }} Note
 */

const NOTES = path.join(CACHE, 'hard');
const BEGIN = '<!-- figures of npm run test:hard: begin -->';
const END = '<!-- figures of npm run test:hard: end -->';
/** A suite may take hours. */
const LIMIT = 8 * 60 * 60_000;

/**
 * The table of `docs/hard-suites.md`.
 *
 * @param {Suite[]} suites
 * @param {Note[]} notes
 * @returns {string}
 */
export function tableOf(suites, notes) {
  const rows = suites.map(({ name, what, planned }) => {
    const note = notes.find((one) => one.name === name);
    const run = note ? `${note.cases.toLocaleString('en')} held` : 'not run yet';
    const aim = planned > 0 ? planned.toLocaleString('en') : 'all';
    return [
      what,
      aim,
      run,
      note ? `${note.seconds.toLocaleString('en')} s` : '',
      note?.detail ?? '',
    ];
  });
  const head = ['Suite', 'Aim', 'Really run', 'Took', 'Seen'];
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * @param {string} text
 * @param {string} table
 */
export function withTable(text, table) {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin)
    throw new SetupError(`docs/hard-suites.md lacks "${BEGIN}" and "${END}".`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${text.slice(end)}`;
}

/**
 * Puts what was run in this or an earlier call into the table of `docs/hard-suites.md`.
 *
 * @param {string} root folder of the project
 * @param {string} fresh folder of the notes of this call
 */
export function writeFigures(root, fresh) {
  const folder = path.join(root, 'test', 'hard');
  const suites = /** @type {Suite[]} */ (readJson(path.join(folder, 'suites.json')));
  const figures = path.join(folder, 'figures.json');
  const old = /** @type {Note[]} */ (readJson(figures) ?? []);
  const noted = fs.existsSync(fresh)
    ? fs.readdirSync(fresh).map((name) => /** @type {Note} */ (readJson(path.join(fresh, name))))
    : [];
  const notes = suites.flatMap(({ name }) => {
    const note = noted.find((one) => one?.name === name) ?? old.find((one) => one.name === name);
    return note ? [note] : [];
  });
  writeJson(figures, notes);
  const page = path.join(root, 'docs', 'hard-suites.md');
  fs.writeFileSync(page, withTable(fs.readFileSync(page, 'utf8'), tableOf(suites, notes)));
}

/**
 * Ends a call: only one that tried all cases changes the table.
 *
 * @param {number} scale share of the cases that was tried
 * @param {string} root folder of the project
 * @param {string} notes folder of the notes of this call
 */
export function noteRun(scale, root, notes) {
  if (scale < 1) {
    say('A share of the cases was run: docs/hard-suites.md keeps its numbers.');
    return;
  }
  writeFigures(root, notes);
  say('The numbers that held stand in docs/hard-suites.md.');
}

/**
 * Reads the words after the command.
 *
 * @param {readonly string[]} args names of suites; all without any; `--scale X` tries that share of the cases
 * @returns {{ names: string[], scale: number }}
 */
export function readWords(args) {
  const place = args.indexOf('--scale');
  if (place < 0) return { names: [...args], scale: 1 };
  const scale = Number(args[place + 1]);
  if (!(scale > 0)) throw new SetupError('Give --scale a number above 0, as in --scale 0.1.');
  return { names: args.filter((_, at) => at !== place && at !== place + 1), scale };
}

/** @param {string[]} args */
async function main(args) {
  const { names, scale } = readWords(args);
  await setUpStudio();
  await provide('screen');
  await provide('tracer');
  fs.rmSync(NOTES, { recursive: true, force: true });
  const filters = names.length > 0 ? names.map((name) => `${name}.test`) : ['test/hard/'];
  const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const words = [
    ...SCREEN_IN_MEMORY,
    nodeExecutable(),
    vitest,
    ...['run', '--project', 'hard', '--reporter=verbose', '--testTimeout', String(LIMIT)],
    ...filters,
  ];
  const [command = '', ...rest] = words;
  const { code } = await runCommand(command, rest, {
    limit: LIMIT,
    output: 'inherit',
    env: {
      METAMORPH_HARD: 'long',
      METAMORPH_HARD_SCALE: String(scale),
      ELECTRON_RUN_AS_NODE: undefined,
    },
  });
  noteRun(scale, ROOT, NOTES);
  return code;
}

if (process.argv[1] === import.meta.filename) {
  await runAsCommand(() => main(process.argv.slice(2)));
}
