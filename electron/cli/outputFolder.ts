import fs from 'node:fs';
import path from 'node:path';
import { CommandError, EXIT } from './error';

/** Name of the folder of pictures when --out was not given. */
const UNNAMED = 'answer';
const PICTURE = /^\d+\.png$/;

/**
 * The folder of --out, made if need be; without --out, a name beside the person that is still free
 * and that nothing has until the first picture is written.
 *
 * @throws CommandError (exit 2) when it cannot be made
 */
export function pictureFolder(out: string | undefined, folder: string): string {
  if (out === undefined) return freeName(path.join(folder, UNNAMED));
  makeFolder(out);
  return out;
}

/**
 * Refuses a folder in which pictures would overwrite others.
 *
 * @throws CommandError (exit 2)
 */
export function refuseExisting(folder: string): void {
  if (!fs.existsSync(folder)) return;
  const taken = fs.readdirSync(folder).find((name) => PICTURE.test(name));
  if (taken === undefined) return;
  throw new CommandError(
    EXIT.usage,
    `There is ${path.join(folder, taken)} already, and nothing is overwritten: choose another --out.`,
  );
}

/** The name, or the first of `name-2`, `name-3`, ... that nothing has. */
export function freeName(name: string): string {
  if (!fs.existsSync(name)) return name;
  let count = 2;
  while (fs.existsSync(`${name}-${count}`)) count += 1;
  return `${name}-${count}`;
}

/**
 * Writes a new file; what is there already stays as it is.
 *
 * @throws CommandError (exit 2) when it cannot be written
 */
export function writeNew(file: string, content: Uint8Array | string): void {
  makeFolder(path.dirname(file));
  attempt(file, () => fs.writeFileSync(file, content, { flag: 'wx' }));
}

/**
 * Makes a new folder with files in it, all of them or nothing.
 *
 * @throws CommandError (exit 2) when it cannot be written
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array | string>): void {
  const parent = path.dirname(folder);
  makeFolder(parent);
  let made: string | undefined;
  try {
    made = attempt(folder, () => fs.mkdtempSync(path.join(parent, '.unfinished-')));
    for (const [name, content] of files) writeNew(path.join(made, name), content);
    const whole = made;
    attempt(folder, () => {
      // A rename would replace an empty folder of that name.
      if (fs.existsSync(folder)) throw new Error('EEXIST');
      fs.chmodSync(whole, 0o777 & ~process.umask());
      fs.renameSync(whole, folder);
    });
  } catch (error) {
    if (made !== undefined) fs.rmSync(made, { recursive: true, force: true });
    throw error;
  }
}

function makeFolder(folder: string): void {
  attempt(folder, () => fs.mkdirSync(folder, { recursive: true }));
}

function attempt<T>(place: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new CommandError(EXIT.usage, `${place} cannot be written: ${reasonOf(error)}.`);
  }
}

function reasonOf(error: unknown): string {
  const detail = error instanceof Error ? error.message : String(error);
  if (/ENOSPC|EDQUOT/.test(detail)) return 'the disk is full, so free some room and ask again';
  if (/EEXIST|ENOTDIR/.test(detail)) {
    return 'something else is there and nothing is overwritten, so choose another --out';
  }
  return 'choose a folder for --out that you may write to';
}
