import { verify } from '../../archive/check';
import { shownName } from '../../archive/error';
import { exportFile, type ExportTools } from '../../archive/exportFile';
import { importSource, preview } from '../../archive/import';
import { openSource } from '../../archive/openSource';
import type { Inspect } from '../../images/types';
import { CommandError, EXIT, type ExitCode } from '../error';
import { jsonLine } from '../terminal';
import { dataFolder, folderToWrite, hasStore, openOrMake, openToRead, warnSynced } from './data';
import { countsOf, listOf, listOfSource, printExported, printImported, printList } from './print';
import { openExisting } from './data';
import { printDeleted } from './print';
import {
  ARCHIVE_HELP,
  readArchiveOptions,
  type DeleteCommand,
  type ExportCommand,
  type ImportCommand,
  type ListCommand,
  type VerifyCommand,
} from './options';
import type { Task } from '../../../shared/task';

/** What the command meets of the world: given by the process, or by a test. */
export interface ArchiveSurroundings {
  /** Absolute folder that relative paths are meant from. */
  readonly folder: string;
  readonly tools: ExportTools;
  readonly inspect: Inspect;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * The command `archive`: export, import, verify, list or delete.
 *
 * @param words those after `archive`
 * @throws CommandError, AppError
 */
export async function archive(
  words: readonly string[],
  world: ArchiveSurroundings,
): Promise<ExitCode> {
  const command = readArchiveOptions(words, world.folder);
  if (command.kind === 'help') world.out(ARCHIVE_HELP);
  if (command.kind === 'export') await runExport(command, world);
  if (command.kind === 'import') await runImport(command, world);
  if (command.kind === 'verify') await runVerify(command, world);
  if (command.kind === 'list') await runList(command, world);
  if (command.kind === 'delete') runDelete(command, world);
  return EXIT.done;
}

const say = (world: ArchiveSurroundings, value: unknown): void => world.out(jsonLine(value));

async function runExport(command: ExportCommand, world: ArchiveSurroundings): Promise<void> {
  const { selection, format, out, options, json } = command;
  const store = openToRead(dataFolder(command.data));
  try {
    const exported = await exportFile({
      store,
      selection,
      format,
      file: out,
      replaces: false,
      options,
      tools: world.tools,
      task: { signal: world.signal },
    });
    if (json) say(world, { path: out, format, ...exported });
    else world.out(printExported(out, exported));
  } finally {
    store.close();
  }
}

async function runImport(command: ImportCommand, world: ArchiveSurroundings): Promise<void> {
  const { dryRun, json } = command;
  const data = folderToWrite(command.data);
  warnSynced(data, world.err);
  const task: Task = { signal: world.signal };
  const source = await openSource(command.path, { ...task, inspect: world.inspect });
  try {
    // Looking makes no folder, no database and no newer schema where there was none.
    const exists = hasStore(data);
    const store = dryRun && !exists ? undefined : openOrMake(command.data, exists);
    try {
      const imported =
        dryRun || !store
          ? await preview(store, source, task)
          : await importSource(store, source, task);
      const { list, counts, notes, ...summary } = imported;
      if (json) {
        say(world, { ...summary, dryRun, ...counts, list, notes });
      } else {
        world.out(printImported(imported, dryRun));
      }
    } finally {
      store?.close();
    }
  } finally {
    source.close();
  }
}

async function runVerify(command: VerifyCommand, world: ArchiveSurroundings): Promise<void> {
  const task: Task = { signal: world.signal };
  const source = await openSource(command.path, { ...task, inspect: world.inspect });
  try {
    const { hash, conversations, messages, images } = await verify(source, task);
    if (command.json) say(world, { hash, conversations, messages, images });
    else {
      const what = countsOf({ conversations, messages, images });
      world.out(`${command.path} is whole: ${what}, hash ${hash}.\n`);
    }
  } finally {
    source.close();
  }
}

async function runList(command: ListCommand, world: ArchiveSurroundings): Promise<void> {
  const list =
    command.path === undefined
      ? listStore(dataFolder(command.data))
      : await listFile(command.path, world);
  if (command.json) say(world, { conversations: list });
  else world.out(printList(list));
}

/** Puts conversations into the trash: all of them, or none when one is not there. */
function runDelete({ data, ids, json }: DeleteCommand, world: ArchiveSurroundings): void {
  const folder = dataFolder(data);
  const store = openExisting(folder);
  try {
    const there = new Map(listOf(store).map((one) => [one.id, one]));
    const deleted = ids.map((id) => {
      const found = there.get(id);
      if (found) return found;
      throw new CommandError(
        EXIT.input,
        `There is no conversation ${shownName(id)} in ${folder}: list shows the ids. Nothing was deleted.`,
      );
    });
    store.transaction(() => {
      for (const { id } of deleted) store.steps.deleteConversation(id);
    });
    if (json) say(world, { deleted: deleted.map(({ id, title }) => ({ id, title })) });
    else world.out(printDeleted(deleted));
  } finally {
    store.close();
  }
}

function listStore(folder: string) {
  const store = openToRead(folder);
  try {
    return listOf(store);
  } finally {
    store.close();
  }
}

async function listFile(file: string, world: ArchiveSurroundings) {
  const source = await openSource(file, { signal: world.signal, inspect: world.inspect });
  try {
    return listOfSource(source);
  } finally {
    source.close();
  }
}
