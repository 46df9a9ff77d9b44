import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import readline from 'node:readline';
import { z } from 'zod';
import { nodeExecutable } from '../../../build/setup/places.mjs';
import { bundleProgram } from '../faulty/bundle';

/** A turn that the other process was told is kept. */
export interface Kept {
  readonly kept: string;
  readonly text: string;
}

const saidSchema = z.union([
  z.strictObject({ ready: z.literal(true) }),
  z.strictObject({ kept: z.string(), text: z.string() }),
  z.strictObject({ refused: z.string() }),
]);

/** A process that keeps turns in a data folder. */
export class SecondWriter {
  readonly kept: Kept[] = [];
  /** Why it ended by itself; undefined while it goes on. */
  refused: string | undefined;
  readonly #ended: Promise<unknown>;
  #heard: () => void = () => undefined;

  private constructor(private readonly child: ReturnType<typeof start>) {
    this.#ended = once(child, 'close');
  }

  /** Starts it; it writes nothing yet. */
  static async started(program: string, ...words: readonly string[]): Promise<SecondWriter> {
    const writer = new SecondWriter(start(program, words));
    const lines = readline.createInterface({ input: writer.child.stdout });
    const ready = once(lines, 'line');
    lines.on('line', (line) => writer.#take(line));
    await ready;
    return writer;
  }

  /** Lets it begin. */
  begin(): void {
    this.child.stdin.write('\n');
  }

  /** Resolves once it was told of so many turns, or was refused. */
  async reached(turns: number): Promise<void> {
    while (this.kept.length < turns && this.refused === undefined) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  /** Ends it after the turn that it keeps, and resolves once all that it said was heard. */
  async end(): Promise<void> {
    this.child.stdin.end();
    await this.#ended;
  }

  #take(line: string): void {
    const said = saidSchema.parse(JSON.parse(line));
    if ('kept' in said) this.kept.push(said);
    if ('refused' in said) this.refused = said.refused;
    this.#heard();
  }
}

const start = (program: string, words: readonly string[]) =>
  spawn(nodeExecutable(), [program, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });

/** Bundles the program of the second writer. */
export const bundleWriter = (): Promise<string> =>
  bundleProgram(path.join(import.meta.dirname, 'writer.ts'), 'secondWriter');
