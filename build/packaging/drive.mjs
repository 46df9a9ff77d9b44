// Run as a script by `build/setup/drive.mjs`, on a screen: starts the packed program, and drives the
// build of it that has a port for that.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright';
import { SetupError, runAsCommand, say } from '../setup/report.mjs';
import { speakAsClient } from './client.mjs';
import { DRIVEN, packedProgram } from './packed.mjs';

const LIMIT = 120_000;
const REQUEST = 'Generate an image of a butterfly.';

/**
 * A running program: its window, and how it is ended.
 *
 * @typedef {{ window: import('playwright').Page, end: () => Promise<void> }} Driven
 */

/**
 * @template T
 * @param {() => T | undefined} look
 * @param {string} words what is waited for
 * @returns {Promise<T>}
 */
async function until(look, words) {
  const end = Date.now() + LIMIT;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new SetupError(`It took too long: ${words}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * The home folder, with nothing in it at first, of a program that is started on a data folder.
 *
 * @param {string} data
 */
const homeOf = (data) => `${data}-home`;

/**
 * Looks that onnxruntime told nobody of its work: it would keep who this computer is.
 *
 * @param {string} home
 */
function keepsNoReports(home) {
  const kept = fs.readdirSync(home, { recursive: true, encoding: 'utf8' });
  const report = kept.find((name) => path.basename(name) === 'deviceid');
  if (report) throw new SetupError(`onnxruntime reports to its maker, and left ${report} at home.`);
}

/**
 * Starts the program on a data folder of its own.
 *
 * @param {string} executable
 * @param {string} data
 * @param {readonly string[]} args
 */
function launch(executable, data, args) {
  // The number of the port is written there before the program makes the folder.
  fs.mkdirSync(path.join(data, 'window'), { recursive: true });
  fs.mkdirSync(homeOf(data), { recursive: true });
  const child = spawn(executable, [...args], {
    stdio: 'ignore',
    env: {
      ...process.env,
      METAMORPH_DATA: data,
      HOME: homeOf(data),
      ORT_DISABLE_TELEMETRY: undefined,
      XDG_CACHE_HOME: undefined,
    },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const end = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { child, end };
}

/**
 * Waits until the window of a start is shown.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} data
 * @param {number} before how often its log has said so already
 */
async function shown(child, data, before) {
  await until(() => {
    if (child.exitCode !== null) throw new SetupError('The packed program ended at once.');
    return timesShown(data) > before ? true : undefined;
  }, 'the window of the packed program');
}

/**
 * How often a window was shown on a data folder.
 *
 * @param {string} data
 */
function timesShown(data) {
  const log = path.join(data, 'logs', 'studio.log');
  if (!fs.existsSync(log)) return 0;
  return fs.readFileSync(log, 'utf8').split('The window is shown').length - 1;
}

/**
 * @param {string} executable
 * @param {string} data
 * @param {readonly string[]} args
 * @returns {Promise<Driven>}
 */
async function drive(executable, data, args) {
  const file = path.join(data, 'window', 'DevToolsActivePort');
  fs.rmSync(file, { force: true });
  const before = timesShown(data);
  const { child, end } = launch(executable, data, args);
  try {
    // Who attaches while a window loads may wait for it for ever.
    await shown(child, data, before);
    const [port] = fs.readFileSync(file, 'utf8').split('\n');
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: LIMIT });
    const window = await until(() => browser.contexts()[0]?.pages()[0], 'the window');
    return { window, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * As a person starts it: whatever the words say, and whatever lies beside it, no port is opened.
 *
 * @param {string} executable
 * @param {string} data
 * @param {readonly string[]} args
 */
async function refusesDebugging(executable, data, args) {
  const { child, end } = launch(executable, data, [...args, '--remote-debugging-port=0']);
  try {
    await shown(child, data, 0);
    if (fs.existsSync(path.join(data, 'window', 'DevToolsActivePort'))) {
      throw new SetupError('A start as a person makes it opened a port for debuggers.');
    }
  } finally {
    await end();
  }
}

/** @param {import('playwright').Page} window */
async function askForPicture(window) {
  await window.getByTestId('first-start').waitFor({ timeout: LIMIT });
  await window.getByTestId('first-start-next').click();
  await window.getByTestId('first-start-done').click();
  await window.getByTestId('conversation-new').click();
  await window.getByTestId('package-chip').waitFor({ timeout: LIMIT });
  await window.getByTestId('composer-input').fill(REQUEST);
  await window.getByTestId('composer-input').press('Enter');
  const picture = window.getByTestId('message-assistant').getByTestId('picture').locator('img');
  await picture.waitFor({ timeout: LIMIT });
  const width = await picture.evaluate((img) =>
    /** @type {{ decode(): Promise<void> }} */ (/** @type {unknown} */ (img))
      .decode()
      .then(() => Number(Reflect.get(img, 'naturalWidth'))),
  );
  if (width < 16) throw new SetupError('The picture that was drawn is empty.');
  return width;
}

await runAsCommand(async () => {
  const [folder = '', ...args] = process.argv.slice(2);
  const packed = packedProgram();
  const driven = packedProgram(DRIVEN);
  if (!packed || !driven || !folder) throw new SetupError('Run npm run package:drive.');
  /** @param {string} file */
  const inCopy = (file) => path.join(copy, path.relative(packed.folder, file));
  const copy = path.join(folder, 'program');
  const screenshots = process.env.METAMORPH_SCREENSHOTS;

  fs.cpSync(packed.folder, copy, { recursive: true, mode: fs.constants.COPYFILE_FICLONE });
  // Such a file once opened the port, and any program of the person could have laid it there.
  fs.writeFileSync(path.join(inCopy(packed.resources), 'drive.json'), '{}\n');
  await refusesDebugging(inCopy(packed.executable), path.join(folder, 'person'), args);
  say('Started as a person does, with a word and a file for debuggers, it opens no port.');

  const first = await drive(driven.executable, path.join(folder, 'data'), args);
  try {
    const width = await askForPicture(first.window);
    if (screenshots) await first.window.screenshot({ path: path.join(screenshots, 'packed.png') });
    say(`Asked for a picture in its window, it drew one of ${width} pixels a side.`);
    const words = await speakAsClient(first.window);
    say(`OpenAI's client got a picture as a stream, showed it, and was told: ${words}`);
    keepsNoReports(homeOf(path.join(folder, 'data')));
    say('In the home folder it left nothing of what onnxruntime would report.');
  } finally {
    await first.end();
  }

  const graph = path.join(driven.resources, 'package', 'decoder.onnx');
  const file = fs.existsSync(graph) ? graph : path.join(path.dirname(graph), 'language.onnx');
  const bytes = fs.readFileSync(file);
  bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  fs.writeFileSync(file, bytes);
  const second = await drive(driven.executable, path.join(folder, 'data'), args);
  try {
    await second.window.getByTestId('conversation-new').click();
    const notice = second.window.getByTestId('package-notice');
    await notice.filter({ hasText: path.basename(file) }).waitFor({ timeout: LIMIT });
    say('With one byte of its embedded package changed, it says which file is damaged.');
  } finally {
    await second.end();
  }
  return 0;
});
