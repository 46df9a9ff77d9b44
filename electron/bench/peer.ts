import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Writer } from './language';
import { BenchError } from './options';

/** llama.cpp for Node with its compiled form; installed beside the program, never a part of it. */
const VERSION = '3.22.1';
const NAME = 'node-llama-cpp';
const CONTEXT = 2048;

/** The part of node-llama-cpp that is used. */
interface PeerModule {
  getLlama(options: Readonly<Record<string, unknown>>): Promise<Llama>;
}
export interface Llama {
  loadModel(options: { modelPath: string }): Promise<PeerModel>;
  dispose(): Promise<void>;
}
interface PeerModel {
  createContext(options: {
    contextSize: number;
    threads: number;
    sequences?: number;
  }): Promise<PeerContext>;
}
interface PeerContext {
  getSequence(): PeerSequence;
}
export interface PeerSequence {
  clearHistory(): Promise<void>;
  evaluateWithoutGeneratingNewTokens(tokens: readonly number[]): Promise<void>;
  /** Evaluates tokens and chooses what follows those that ask for it. */
  controlledEvaluate(
    input: readonly (readonly [token: number, options: { generateNext: { token: true } }])[],
  ): Promise<readonly ({ readonly next: { readonly token?: number | null } } | undefined)[]>;
  evaluate(
    tokens: readonly number[],
    options: { temperature: number; yieldEogToken: boolean },
  ): AsyncGenerator<number, unknown>;
}

/** llama.cpp over the same base weights. */
export class PeerWriter implements Writer {
  #last = 0;
  #writing: AsyncGenerator<number, unknown> | undefined;

  private constructor(
    private readonly llama: Llama,
    private readonly sequence: PeerSequence,
  ) {}

  /**
   * Opens the weights, on the processor alone. Installs llama.cpp first, if it is not there.
   *
   * @param gguf absolute path of the weights
   * @param folder where llama.cpp is installed
   * @throws BenchError when it cannot be had or cannot read the weights
   */
  static async open(
    gguf: string,
    folder: string,
    threads: number,
    say: (sentence: string) => void,
  ): Promise<PeerWriter> {
    const llama = await openLlama(folder, threads, say);
    try {
      const model = await llama.loadModel({ modelPath: gguf });
      const context = await model.createContext({ contextSize: CONTEXT, threads });
      return new PeerWriter(llama, context.getSequence());
    } catch (error) {
      await llama.dispose();
      const detail = error instanceof Error ? error.message : String(error);
      throw new BenchError(`llama.cpp cannot read ${gguf} (${detail}): name another GGUF file.`);
    }
  }

  async forget(): Promise<void> {
    await this.#writing?.return(undefined);
    this.#writing = undefined;
    await this.sequence.clearHistory();
  }

  async read(ids: readonly number[]): Promise<void> {
    // The last one is read by the first step, as llama.cpp has it.
    await this.sequence.evaluateWithoutGeneratingNewTokens(ids.slice(0, -1));
    this.#last = ids.at(-1) ?? 0;
  }

  async write(): Promise<void> {
    this.#writing ??= this.sequence.evaluate([this.#last], { temperature: 0, yieldEogToken: true });
    const { done } = await this.#writing.next();
    if (done) throw new BenchError('llama.cpp stopped writing before it should.');
  }

  async close(): Promise<void> {
    await this.forget();
    await this.llama.dispose();
  }
}

/**
 * llama.cpp on the processor alone; it is installed first, if it is not there.
 *
 * @throws BenchError when it cannot be had
 */
export async function openLlama(
  folder: string,
  threads: number,
  say: (sentence: string) => void,
): Promise<Llama> {
  const peer = await importPeer(folder, say);
  // Never built or downloaded behind one's back: the installed form or none.
  return peer.getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: 'error',
    maxThreads: threads,
  });
}

async function importPeer(folder: string, say: (sentence: string) => void): Promise<PeerModule> {
  const entry = path.join(folder, 'node_modules', NAME, 'dist', 'index.js');
  if (!existsSync(entry)) await install(folder, say);
  return (await import(pathToFileURL(entry).href)) as PeerModule;
}

/** Installs llama.cpp for Node and its compiled form for this machine, and runs no script of theirs. */
async function install(folder: string, say: (sentence: string) => void): Promise<void> {
  say(`Installing ${NAME} ${VERSION} into ${folder}, for the comparison only.`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const wanted = [`${NAME}@${VERSION}`, `@node-llama-cpp/${platform()}@${VERSION}`];
  const options = ['--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
  const npm = process.env['npm_execpath'];
  const words = [...(npm ? [npm] : []), 'install', ...options, ...wanted];
  try {
    await promisify(execFile)(npm ? process.execPath : 'npm', words, { cwd: folder });
  } catch {
    throw new BenchError(
      `${NAME} could not be installed: check the connection to the package registry, or leave --gguf out.`,
    );
  }
}

function platform(): string {
  const { platform: system, arch } = process;
  if (system === 'darwin') return arch === 'arm64' ? 'mac-arm64-metal' : 'mac-x64';
  return `${system === 'win32' ? 'win' : system}-${arch}`;
}
