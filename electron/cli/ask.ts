import path from 'node:path';
import type { Runtime } from '../runtime/types';
import { answer } from './answer';
import { askBatch } from './batch';
import { EXIT, type ExitCode } from './error';
import { pictureFolder, refuseTaken, writeNew } from './folder';
import { MarkdownPrinter } from './markdown';
import { HELP, readOptions, type QuestionCommand } from './options';
import { reportOf } from './report';
import { checkImages, loadOptions, makeRequest, questionTurn } from './request';
import type { Surroundings } from './surroundings';

/**
 * The command `ask`: one question, or a file of them.
 *
 * @param words those after `ask`
 * @throws CommandError, RuntimeError
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
  checkImages(command.images);
  const folder = pictureFolder(command.out, world.folder);
  refuseTaken(folder);
  const pathOf = (index: number) => path.join(folder, `${index + 1}.png`);
  const options = loadOptions(command.package ?? world.package);
  const loaded = await runtime.load(options, world.signal);
  const request = makeRequest(loaded, command.answer, [questionTurn(command)]);
  const printer = new MarkdownPrinter(world.out, pathOf);
  const written = new Set<number>();
  const answered = await answer(runtime, request, world.signal, (parts) => {
    for (const part of parts) {
      if (part.type !== 'image' || !part.drawn || written.has(part.index)) continue;
      writeNew(pathOf(part.index), part.drawn.png);
      written.add(part.index);
    }
    if (!command.json) printer.show(parts);
  });
  if (command.json) world.out(`${JSON.stringify(reportOf(loaded, answered, pathOf))}\n`);
  else printer.finish(answered.parts);
  if (answered.finish !== 'cancelled') return EXIT.done;
  world.err('The answer was interrupted: what there was is printed.\n');
  return EXIT.interrupted;
}
