import fs from 'node:fs';
import path from 'node:path';
import type { LoadedPackage, Runtime, Turn } from '../runtime/types';
import { answer, promptParts, type Answered } from './answer';
import { readLine, type BatchLine } from './batchLine';
import { CommandError, EXIT, failureOf, type ExitCode } from './error';
import { evidenceOf, type Evidence } from './evidence';
import { freeName, pictureFolder, writeFolder } from './outputFolder';
import type { BatchCommand } from './options';
import { reportOf, reportParts, type Report } from './report';
import { checkImages, loadOptions, makeRequest, questionTurn } from './request';
import { ShownPictures, type ShownPicture } from './inputImages';
import type { Surroundings } from './surroundings';
import { tokensFile, tokensPath } from './tokensFile';
import { packageFolder } from './whichModel';
import { jsonLine } from './terminal';

/** In the folder of a line: the object that was printed for it, which says that it is done. */
const DONE = 'answer.json';

/** What is printed of a line: its last answer and, of several, each turn's own. */
export interface LineReport extends Report {
  readonly id: string | number;
  readonly turns?: readonly Pick<Report, 'parts' | 'finish' | 'tokens' | 'timings'>[];
}

/**
 * Answers a file of questions with one loaded package, one JSON object a line. A line that fails
 * becomes `{id, error}` and the next one is answered.
 *
 * @throws CommandError (exit 3) when the file cannot be read, AppError when loading fails
 */
export async function askBatch(
  command: BatchCommand,
  runtime: Runtime,
  world: Surroundings,
): Promise<ExitCode> {
  const lines = readLines(command.file);
  const folder = pictureFolder(command.out, world.folder);
  const source = loadOptions(await packageFolder(command, world));
  let loaded: LoadedPackage | undefined;
  const seen = new Set<string>();
  let failed = 0;
  for (const { number, text } of lines) {
    const read = readLine(text, number, world.folder);
    try {
      if ('error' in read) throw new CommandError(EXIT.input, read.error);
      const place = path.join(folder, String(read.id));
      refuseRepeated(seen, read.id);
      if (command.skipDone && fs.existsSync(path.join(place, DONE))) continue;
      refuseThere(place);
      for (const { images } of read.turns) checkImages(images);
      loaded ??= await load(() => runtime.load(source, world.signal));
      const pictures = new ShownPictures(world.readClip);
      try {
        const context = { loaded, runtime, world, command, place, pictures };
        if ((await answerLine(read, context)) === 'cancelled') return interrupted(world);
      } finally {
        pictures.close();
      }
    } catch (error) {
      if (error instanceof LoadFailure) throw error.cause;
      failed += 1;
      world.out(jsonLine({ id: read.id, error: failureOf(error).sentence }));
    }
    if (world.signal.aborted) return interrupted(world);
  }
  if (failed > 0)
    world.err(`${failed} of ${lines.length} lines failed: their errors are printed.\n`);
  return EXIT.done;
}

/** Tells a package that cannot be loaded, which ends the batch, from a line that fails. */
class LoadFailure extends Error {}

async function load<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new LoadFailure('The package was not loaded.', { cause: error });
  }
}

interface LineContext {
  readonly loaded: LoadedPackage;
  readonly runtime: Runtime;
  readonly world: Surroundings;
  readonly command: BatchCommand;
  /** Folder of the line's pictures, which does not exist yet. */
  readonly place: string;
  readonly pictures: ShownPictures;
}

async function answerLine(line: BatchLine, context: LineContext): Promise<Answered['finish']> {
  const { loaded, runtime, world, command, pictures } = context;
  const seed = line.seed ?? command.answer.seed;
  const options = { ...command.answer, seed, think: line.think ?? command.answer.think };
  const turns: Turn[] = [];
  const answers: Answered[] = [];
  let shown: readonly ShownPicture[] = [];
  for (const { prompt, images } of line.turns) {
    const given = { images, crop: command.crop, video: undefined };
    const prepared = await pictures.prepare(given, loaded, world.err, world.signal);
    shown = prepared.pictures;
    turns.push(questionTurn({ prompt, images: shown.map((picture) => picture.path) }));
    const answered = await answer(runtime, makeRequest(loaded, options, turns), world.signal);
    answers.push(answered);
    if (answered.finish === 'cancelled') break;
    if (answered.droppedTurns > 0) {
      world.err(
        `In ${line.id} the ${answered.droppedTurns} oldest turns no longer fitted the context.\n`,
      );
    }
    const parts = promptParts(answered.parts, loaded.manifest, (png) => pictures.keep(png));
    turns.push({ role: 'assistant', parts });
  }
  const finish = answers.at(-1)?.finish ?? 'cancelled';
  // Apart from what is done, so that --skip-done answers the line again and overwrites nothing.
  const place = finish === 'cancelled' ? freeName(`${context.place}.interrupted`) : context.place;
  const last = answers.at(-1);
  const evidence = last ? await evidenceOf(runtime, loaded, shown, last, world.signal) : {};
  const report = lineReport(line.id, loaded, answers, place, evidence);
  const files = new Map<string, Uint8Array | string>(
    picturesOf(answers, command.tokens ? loaded : undefined),
  );
  if (finish !== 'cancelled' && command.out !== undefined) {
    files.set(DONE, `${JSON.stringify(report)}\n`);
  }
  if (files.size > 0) writeFolder(place, files);
  world.out(jsonLine(report));
  return finish;
}

/** Pictures of a line, numbered through all its turns from 1, and what they were made of if asked. */
function picturesOf(
  answers: readonly Answered[],
  maker: LoadedPackage | undefined,
): [string, Uint8Array | string][] {
  return answers.flatMap(({ parts }, turn) =>
    parts.flatMap((part): [string, Uint8Array | string][] => {
      if (part.type !== 'image' || !part.drawn) return [];
      const name = fileName(answers, turn, part.index);
      const picture: [string, Uint8Array] = [name, part.drawn.png];
      if (!maker || !part.tokens) return [picture];
      return [picture, [tokensPath(name), tokensFile(maker, part.tokens)]];
    }),
  );
}

function fileName(answers: readonly Answered[], turn: number, index: number): string {
  const before = answers.slice(0, turn).flatMap(({ parts }) => parts);
  return `${before.filter(({ type }) => type === 'image').length + index + 1}.png`;
}

function lineReport(
  id: string | number,
  loaded: LoadedPackage,
  answers: readonly Answered[],
  place: string,
  evidence: Evidence,
): LineReport {
  const pathOf = (turn: number) => (index: number) =>
    path.join(place, fileName(answers, turn, index));
  const last = answers.at(-1);
  if (!last) throw new Error('A line without an answer has no report.');
  const report = { id, ...reportOf(loaded, last, pathOf(answers.length - 1), evidence) };
  if (answers.length === 1) return report;
  const turns = answers.map((answered, turn) => ({
    parts: reportParts(answered, pathOf(turn)),
    finish: answered.finish,
    tokens: answered.tokens,
    timings: { load: loaded.loadTime, ...answered.timings },
  }));
  return { ...report, turns };
}

function readLines(file: string): { readonly number: number; readonly text: string }[] {
  let content: string;
  try {
    content = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    throw new CommandError(EXIT.input, `The batch file ${file} cannot be read: check its path.`);
  }
  const lines = content.split('\n').map((text, place) => ({ number: place + 1, text }));
  const said = lines.filter(({ text }) => text.trim() !== '');
  if (said.length > 0) return said;
  throw new CommandError(EXIT.input, `The batch file ${file} is empty: write one question a line.`);
}

function refuseRepeated(seen: Set<string>, id: string | number): void {
  const name = String(id);
  if (seen.has(name)) {
    throw new CommandError(
      EXIT.input,
      `An earlier line has the id ${name} too: give each its own.`,
    );
  }
  seen.add(name);
}

function refuseThere(place: string): void {
  if (!fs.existsSync(place)) return;
  throw new CommandError(
    EXIT.usage,
    `There is ${place} already, and nothing is overwritten: choose another --out, or --skip-done.`,
  );
}

function interrupted(world: Surroundings): ExitCode {
  world.err('The batch was interrupted: with --out, --skip-done goes on where it was.\n');
  return EXIT.interrupted;
}
