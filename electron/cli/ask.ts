import path from 'node:path';
import type { Runtime } from '../runtime/types';
import { answer, type Answered } from './answer';
import { dataFolder, warnSynced } from './archive/data';
import { askBatch } from './batch';
import { EXIT, type ExitCode } from './error';
import { evidenceOf } from './evidence';
import { pictureFolder, refuseExisting, writeNew } from './outputFolder';
import { SavedTurn } from './keptTurn';
import { MarkdownPrinter } from './markdown';
import { HELP, readOptions, type QuestionCommand } from './options';
import { reportOf } from './report';
import { checkImages, loadOptions, makeRequest, questionTurn } from './request';
import { ShownPictures } from './inputImages';
import type { Surroundings } from './surroundings';
import { tokensFile, tokensPath } from './tokensFile';
import { packageFolder } from './whichModel';
import { jsonLine } from './terminal';

/**
 * The command `ask`: one question, or a file of them.
 *
 * @param words those after `ask`
 * @throws CommandError, AppError
 */
export async function ask(words: readonly string[], world: Surroundings): Promise<ExitCode> {
  const command = readOptions(words, world.folder);
  if (command.kind === 'help') {
    world.out(HELP);
    return EXIT.done;
  }
  const runtime = world.openRuntime();
  try {
    if (command.kind === 'batch') return await askBatch(command, runtime, world);
    return await askOne(command, runtime, world);
  } finally {
    await runtime.close();
  }
}

async function askOne(
  command: QuestionCommand,
  runtime: Runtime,
  world: Surroundings,
): Promise<ExitCode> {
  checkImages([...command.images, ...(command.video ? [command.video.file] : [])]);
  const folder = pictureFolder(command.out, world.folder);
  refuseExisting(folder);
  if (command.kept) warnSynced(dataFolder(command.kept.data), world.err);
  const kept = command.kept && new SavedTurn(command.kept);
  const pictures = new ShownPictures(world.readClip);
  try {
    const answered = await answerOne(command, runtime, world, folder, kept, pictures);
    if (answered.finish !== 'cancelled') return EXIT.done;
    world.err('The answer was interrupted: what there was is printed.\n');
    return EXIT.interrupted;
  } catch (error) {
    await kept?.fail(error);
    throw error;
  } finally {
    pictures.close();
    kept?.close();
  }
}

async function answerOne(
  command: QuestionCommand,
  runtime: Runtime,
  world: Surroundings,
  folder: string,
  kept: SavedTurn | undefined,
  pictures: ShownPictures,
): Promise<Answered> {
  const pathOf = (index: number) => path.join(folder, `${index + 1}.png`);
  const options = loadOptions(await packageFolder(command, world));
  const loaded = await runtime.load(options, world.signal);
  const shown = await pictures.prepare(command, loaded, world.err, world.signal);
  const question = {
    prompt: command.prompt,
    images: shown.pictures.map((picture) => picture.path),
    framesPerSecond: shown.framesPerSecond,
  };
  const alone = makeRequest(loaded, command.answer, [questionTurn(question)]);
  const turns = kept ? await kept.begin(question, loaded) : alone.turns;
  const request = { ...alone, turns };
  const printer = new MarkdownPrinter(world.out, pathOf);
  const written = new Set<number>();
  const source = kept ? kept.listening(runtime) : runtime;
  const answered = await answer(source, request, world.signal, (parts) => {
    for (const part of parts) {
      if (part.type !== 'image' || !part.drawn || written.has(part.index)) continue;
      writeNew(pathOf(part.index), part.drawn.png);
      if (command.tokens && part.tokens) {
        writeNew(tokensPath(pathOf(part.index)), tokensFile(loaded, part.tokens));
      }
      written.add(part.index);
    }
    if (!command.json) printer.show(parts);
  });
  await kept?.end(loaded, request);
  const place = kept?.conversation === undefined ? {} : { conversation: kept.conversation };
  if (command.json) {
    const evidence = await evidenceOf(runtime, loaded, shown.pictures, answered, world.signal);
    const report = { ...reportOf(loaded, answered, pathOf, evidence), ...place };
    world.out(jsonLine(report));
  } else {
    printer.finish(answered.parts);
    if (place.conversation) world.err(`Kept as conversation ${place.conversation}.\n`);
  }
  return answered;
}
