import { ProcessClient } from '../process/client';
import type { Child } from '../process/protocol';
import type { Located } from './locate/search';
import type { RuntimeCalls } from './protocol';
import type {
  SimilarityRequest,
  AnswerEvent,
  AnswerRequest,
  AnswerResult,
  DecodedPicture,
  DecodeRequest,
  LoadedPackage,
  LoadOptions,
  LocateRequest,
  OfferedProvider,
  Runtime,
} from './types';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** How long (milliseconds) a stopped call may go on before its process is killed. */
export interface Patience {
  readonly load: number;
  readonly other: number;
}

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);

/**
 * The runtime in a child process that is started when it is needed and again after it died. A dead
 * child ends its calls with code `worker`; the next call loads the last package again by itself.
 */
export class RuntimeHost implements Runtime {
  readonly #client: ProcessClient<RuntimeCalls>;
  /** What the person loaded last, and whether the child of now has it. */
  #wanted: LoadOptions | undefined;
  #ready = false;

  constructor(spawn: () => Child, patience: Patience = { load: 300, other: 5000 }) {
    this.#client = new ProcessClient({
      spawn,
      patience: (name) => (name === 'load' ? patience.load : patience.other),
      died: (code) =>
        new AppError('worker', code === null ? t('runtime.died') : t('runtime.diedWith', { code })),
      mostMemory: () => this.#wanted?.mostMemory,
      tooMuch: (bytes) => {
        const most = gigabytes(this.#wanted?.mostMemory ?? 0);
        return new AppError('worker', t('runtime.tooMuchMemory', { used: gigabytes(bytes), most }));
      },
      onGone: () => {
        this.#ready = false;
      },
      onReplace: (names) => {
        // A new child has no package yet.
        if (!names.includes('load') && this.#wanted) this.load(this.#wanted).catch(() => undefined);
      },
    });
  }

  async load(
    options: LoadOptions,
    signal?: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<LoadedPackage> {
    this.#wanted = options;
    this.#ready = false;
    const loaded = await this.#client.call('load', options, {
      signal,
      onNews: ({ share }) => onProgress?.(share),
    });
    this.#ready = true;
    return loaded;
  }

  async answer(
    request: AnswerRequest,
    onEvent: (event: AnswerEvent) => void,
    signal?: AbortSignal,
  ): Promise<AnswerResult> {
    await this.#reload(signal);
    // An answer that was stopped before it began ends as `cancelled`, not as an error.
    return this.#client.call('answer', request, { signal, onNews: onEvent, sentStopped: true });
  }

  async decode(
    request: DecodeRequest,
    onProgress: (step: number, steps: number, png: Uint8Array) => void,
    signal?: AbortSignal,
  ): Promise<DecodedPicture> {
    await this.#reload(signal);
    return this.#client.call('decode', request, {
      signal,
      onNews: ({ step, steps, png }) => onProgress(step, steps, png),
    });
  }

  async encode(path: string, signal?: AbortSignal): Promise<Float32Array> {
    await this.#reload(signal);
    return this.#client.call('encode', path, { signal });
  }

  async similarities(
    request: SimilarityRequest,
    onProgress: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    await this.#reload(signal);
    return this.#client.call('similarities', request, {
      signal,
      onNews: ({ done, total }) => onProgress(done, total),
    });
  }

  async locate(request: LocateRequest, signal?: AbortSignal): Promise<Located> {
    await this.#reload(signal);
    return this.#client.call('locate', request, { signal });
  }

  providers(): Promise<OfferedProvider[]> {
    return this.#client.call('providers', null);
  }

  /** Ends the child; the next call starts another. */
  close(): Promise<void> {
    this.#wanted = undefined;
    this.#client.close(new AppError('cancelled', t('runtime.unloaded')));
    return Promise.resolve();
  }

  /** A child that was started anew has no package yet. */
  async #reload(signal: AbortSignal | undefined): Promise<void> {
    if (!this.#ready && this.#wanted) await this.load(this.#wanted, signal);
  }
}
