import path from 'node:path';
import { openPackage, type OpenedPackage } from '../runtime/package';
import { allSessions, closeSessions, openSessions, type Sessions } from '../runtime/sessions';
import { openTokenizer } from '../runtime/generation/tokenizer';
import { stopTime, timeAnswering, type Answering } from './answering';
import { measureExports, QUICK_EXPORT, WHOLE_EXPORT } from './conversations/exported';
import { measureLong, QUICK_LONG, WHOLE_LONG } from './conversations/long';
import { timeDrawing, type DrawingSpeed } from './drawing';
import { bounded, median, plain, short, unmeasured, type Figure } from './figures';
import { compare, compareKinds, CONTEXTS, OwnWriter, type Speed } from './language';
import { NO_GGUF, type BenchOptions } from './options';
import { PeerWriter } from './peer';
import { timeStart, type StartSpeed } from './startup';
import { timeWorkbenches } from './workbenches';
import type { Manifest } from '../../shared/manifest';

/** Where things are, and what is called with the progress. */
export interface Surroundings {
  /** Absolute folder of the repository. */
  readonly root: string;
  /** Electron. */
  readonly executable: string;
  readonly say: (sentence: string) => void;
}

/** How much is done: enough for figures that may be reported, or just once. */
const WHOLE = { rounds: 5, tokens: 48, drawings: 7, starts: 5, stops: 200, video: 60 };
const QUICK = { rounds: 1, tokens: 8, drawings: 1, starts: 1, stops: 6, video: 4 };
/** Milliseconds that a stop may take beside the step that it waits for. */
const STOP_SLACK = 100;

interface StepTimes {
  readonly text: number;
  readonly visual: number;
  readonly slowest: number;
}

/** Measures everything and gives the rows of the table. */
export async function measure(
  options: BenchOptions,
  surroundings: Surroundings,
): Promise<Figure[]> {
  const { root, executable, say } = surroundings;
  const effort = options.quick ? QUICK : WHOLE;
  say('The language model and the visualizer, by themselves.');
  const { own, peer, steps, drawing, manifest } = await measureModel(options, surroundings);
  say(`The start of the program, ${effort.starts} times.`);
  const start = await timeStart(root, effort.starts);
  say(`The running program, and ${effort.stops} stops.`);
  const answering = await timeAnswering(executable, root, effort.stops);
  say('The workbenches: edits, frames, the search of a crop, dragging over large pictures.');
  const workbenches = await timeWorkbenches(executable, root, manifest, effort);
  say('Long conversations, and very many.');
  const effortLong = options.quick ? QUICK_LONG : WHOLE_LONG;
  const long = await measureLong(executable, root, start.shown, effortLong);
  say('Exports of a conversation.');
  const exports = await measureExports(root, options.quick ? QUICK_EXPORT : WHOLE_EXPORT);
  return [
    ...writingRows(own, peer),
    bounded('a visual token against a text token', steps.visual / steps.text, 'times', {
      most: 1.2,
    }),
    ...drawingRows(drawing),
    ...startRows(start),
    ...answeringRows(answering, Math.max(steps.slowest, drawing.step)),
    ...workbenches,
    ...long,
    ...exports,
  ];
}

interface ModelSpeed {
  readonly own: Speed;
  readonly peer: Speed | undefined;
  readonly steps: StepTimes;
  readonly drawing: DrawingSpeed;
  readonly manifest: Manifest;
}

/** The runtime in this process, with nothing else beside it. */
async function measureModel(
  options: BenchOptions,
  surroundings: Surroundings,
): Promise<ModelSpeed> {
  const opened = await openPackage(options.package);
  const sessions = await openSessions(opened, { provider: 'cpu', threads: options.threads });
  try {
    const speeds = await timeWriters(options, opened, sessions, surroundings);
    const { drawings } = options.quick ? QUICK : WHOLE;
    const drawing = await timeDrawing(sessions, opened, drawings);
    return { ...speeds, drawing, manifest: opened.manifest };
  } finally {
    await closeSessions(allSessions(sessions));
  }
}

async function timeWriters(
  options: BenchOptions,
  opened: OpenedPackage,
  sessions: Sessions,
  { root, say }: Surroundings,
): Promise<Omit<ModelSpeed, 'drawing' | 'manifest'>> {
  const effort = options.quick ? QUICK : WHOLE;
  const tokenizer = await openTokenizer(opened);
  const ids = textOfLength(Math.max(...CONTEXTS), (text) => tokenizer.encode(text));
  const own = new OwnWriter(sessions, opened);
  const folder = path.join(root, '.cache', 'bench', 'peer');
  const peer =
    options.gguf === undefined
      ? undefined
      : await PeerWriter.open(options.gguf, folder, options.threads, say);
  try {
    const [ownSpeed, peerSpeed] = await compare([own, ...(peer ? [peer] : [])], ids, effort);
    if (!ownSpeed) throw new Error('Nothing was compared.');
    const { visualTokens } = opened.manifest.visionEncoder;
    const steps = await compareKinds(own, ids, visualTokens, effort);
    return { own: ownSpeed, peer: peerSpeed, steps };
  } finally {
    await peer?.close();
  }
}

/** Plain prose, as many tokens as are asked for. */
function textOfLength(length: number, encode: (text: string) => number[]): number[] {
  const ids: number[] = [];
  for (let number = 1; ids.length < length; number += 1) {
    ids.push(...encode(`On day ${number} the fox went further into the wood than ever before. `));
  }
  return ids.slice(0, length);
}

function writingRows(own: Speed, peer: Speed | undefined): Figure[] {
  const rows: Figure[] = [];
  for (const context of CONTEXTS) {
    const name = `a text token after ${context.toLocaleString('en-GB')}`;
    const time = own.decode.get(context) ?? NaN;
    rows.push(plain(name, `${short(time)} ms`));
    const other = peer?.decode.get(context);
    const ratio = `${name}, against llama.cpp`;
    if (other === undefined) rows.push(unmeasured(ratio, NO_GGUF));
    else
      rows.push(
        against(bounded(ratio, time / other, 'times', { most: 1.3 }), `${short(other)} ms`),
      );
  }
  rows.push(plain('reading a prompt of 1,024', `${short(own.prefill)} tokens/s`));
  const ratio = 'reading a prompt, against llama.cpp';
  if (peer === undefined) return [...rows, unmeasured(ratio, NO_GGUF)];
  const row = bounded(ratio, own.prefill / peer.prefill, 'times', { least: 0.8 });
  return [...rows, against(row, `${short(peer.prefill)} tokens/s`)];
}

/** Adds what the other side measured, so that the ratio can be checked. */
const against = (row: Figure, other: string): Figure => ({
  ...row,
  value: `${row.value} (its: ${other})`,
});

function drawingRows({ preview, picture }: DrawingSpeed): Figure[] {
  return [
    bounded('last visual token to the first preview', preview / 1000, 's', { most: 0.3 }),
    bounded('last visual token to the final pixels', picture / 1000, 's', { most: 1.5 }),
  ];
}

function startRows({ shown, loaded, text }: StartSpeed): Figure[] {
  return [
    bounded('npm start to the window shown', shown / 1000, 's', { most: 0.8 }),
    bounded('npm start to the package loaded', loaded / 1000, 's', { most: 2 }),
    bounded('npm start to the first text token', text / 1000, 's', { most: 2.5 }),
  ];
}

function answeringRows(answering: Answering, step: number): Figure[] {
  const { mainStall, frameStall, memory, drawing, talking, stops } = answering;
  const stopped = `Stop pressed to stopped, 99th percentile of ${stops.length}`;
  const all = 'memory of all processes while answering';
  return [
    plain('a text token in the running program', `${short(talking.perToken)} ms`),
    plain('drawing in the running program', `${short(drawing.visualizer / 1000)} s`),
    bounded('longest stall of the main process while answering', mainStall, 'ms', { most: 50 }),
    bounded('longest frame of the window while answering', frameStall, 'ms', { most: 50 }),
    memory === undefined
      ? unmeasured(all, 'only Linux tells the share of each process')
      : bounded(all, memory, 'MB', { most: 900 }),
    stops.length === 0
      ? unmeasured(stopped, 'every answer ended before it was stopped')
      : bounded(stopped, stopTime(stops), 'ms', { most: Math.round(step + STOP_SLACK) }),
    ...(stops.length > 0 ? [plain('the same, median', `${short(median(stops))} ms`)] : []),
  ];
}
