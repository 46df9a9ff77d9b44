import fs from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { makePrivate, makePrivateFolder, PRIVATE_FILE } from '../disk/privateMode';

const LARGEST = 512 * 1024;
const KEPT = 3;

/**
 * A small rotating log: `studio.log`, then `studio.1.log` and so on. It holds program events and errors,
 * never words or pictures of a conversation.
 */
export class Log {
  readonly #file: string;

  /** @param folder where the files lie; made when it is missing */
  constructor(private readonly folder: string) {
    this.#file = path.join(folder, 'studio.log');
    makePrivate(folder);
  }

  /** Logs an event. */
  note(message: string): void {
    this.#write(message);
  }

  /** Logs an error that nothing handled, with its stack. */
  error(where: string, error: unknown): void {
    this.#write(`${where}: ${inspect(error)}`);
  }

  /** Logs what a process printed, without empty lines. */
  printed(process: string, text: string): void {
    for (const line of text.split('\n')) if (line.trim() !== '') this.#write(`${process}: ${line}`);
  }

  #write(message: string): void {
    try {
      makePrivateFolder(this.folder);
      this.#rotate();
      fs.appendFileSync(this.#file, `${new Date().toISOString()} ${message}\n`, {
        mode: PRIVATE_FILE,
      });
    } catch {
      // A log that cannot be written (a full disk) must not end the program.
    }
  }

  #rotate(): void {
    const size = fs.statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
    if (size < LARGEST) return;
    const older = (index: number): string => path.join(this.folder, `studio.${index}.log`);
    for (let index = KEPT - 1; index > 0; index -= 1) {
      if (fs.existsSync(older(index))) fs.renameSync(older(index), older(index + 1));
    }
    fs.renameSync(this.#file, older(1));
  }
}
