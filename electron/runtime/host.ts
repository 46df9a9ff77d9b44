import { RuntimeError } from '../../shared/runtimeError';
import { sentence } from '../../shared/i18n/translate';
import type { Located } from './locate/search';
import type { ChildMessage, HostMessage, News, RuntimeCall, RuntimeCalls } from './protocol';
import type {
  AlikeRequest,
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

/** A child process that runs `worker.ts`, whatever kind of process it is. */
export interface Child {
  post(message: HostMessage): void;
  onMessage(listener: (message: ChildMessage) => void): void;
  /** Called once when the process has ended, with its exit code. */
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

/** How long (milliseconds) a stopped call may go on before its process is killed. */
export interface Patience {
  readonly load: number;
  readonly other: number;
}

interface Pending {
  readonly name: RuntimeCall;
  readonly input: unknown;
  readonly settle: (message: ChildMessage) => void;
  readonly fail: (error: RuntimeError) => void;
  readonly news: ((news: News) => void) | undefined;
  stopped: boolean;
  /** Whether the child told anything of it: then it has begun and cannot be asked for again. */
  begun: boolean;
}

/**
 * The runtime in a child process that is started when it is needed and again after it died. A dead
 * child ends its calls with code `worker`; the next call loads the last package again by itself.
 */
export class RuntimeHost implements Runtime {
  readonly #spawn: () => Child;
  readonly #patience: Patience;
  readonly #pending = new Map<number, Pending>();
  #child: Child | undefined;
  #next = 1;
  /** What the person loaded last, and whether the child of now has it. */
  #wanted: LoadOptions | undefined;
  #ready = false;

  constructor(spawn: () => Child, patience: Patience = { load: 300, other: 5000 }) {
    this.#spawn = spawn;
    this.#patience = patience;
  }

  async load(
    options: LoadOptions,
    signal?: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<LoadedPackage> {
    this.#wanted = options;
    this.#ready = false;
    const loaded = await this.#call('load', options, signal, (news) => {
      if ('share' in news) onProgress?.(news.share);
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
    return this.#call('answer', request, signal, (news) => {
      if ('type' in news) onEvent(news);
    });
  }

  async decode(
    request: DecodeRequest,
    onProgress: (step: number, steps: number, png: Uint8Array) => void,
    signal?: AbortSignal,
  ): Promise<DecodedPicture> {
    await this.#reload(signal);
    return this.#call('decode', request, signal, (news) => {
      if ('step' in news && !('type' in news)) onProgress(news.step, news.steps, news.png);
    });
  }

  async encode(path: string, signal?: AbortSignal): Promise<Float32Array> {
    await this.#reload(signal);
    return this.#call('encode', path, signal);
  }

  async alike(
    request: AlikeRequest,
    onProgress: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    await this.#reload(signal);
    return this.#call('alike', request, signal, (news) => {
      if ('done' in news) onProgress(news.done, news.total);
    });
  }

  async locate(request: LocateRequest, signal?: AbortSignal): Promise<Located> {
    await this.#reload(signal);
    return this.#call('locate', request, signal);
  }

  providers(): Promise<OfferedProvider[]> {
    return this.#call('providers', null);
  }

  /** Ends the child; the next call starts another. */
  close(): Promise<void> {
    const child = this.#child;
    this.#wanted = undefined;
    this.#forget(new RuntimeError('cancelled', sentence('runtime.unloaded')));
    child?.kill();
    return Promise.resolve();
  }

  /** A child that was started anew has no package yet. */
  async #reload(signal: AbortSignal | undefined): Promise<void> {
    if (!this.#ready && this.#wanted) await this.load(this.#wanted, signal);
  }

  #call<N extends RuntimeCall>(
    name: N,
    input: RuntimeCalls[N]['input'],
    signal?: AbortSignal,
    news?: (news: News) => void,
  ): Promise<RuntimeCalls[N]['output']> {
    if (signal?.aborted && name !== 'answer') {
      return Promise.reject(new RuntimeError('cancelled', sentence('runtime.stoppedBefore')));
    }
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      const stop = (): void => this.#stop(id);
      const end = (): void => {
        this.#pending.delete(id);
        signal?.removeEventListener('abort', stop);
      };
      this.#pending.set(id, {
        name,
        news,
        input,
        stopped: false,
        begun: false,
        fail: (error) => {
          end();
          reject(error);
        },
        settle: (message) => {
          end();
          // The child answers a call with the value of that call's kind.
          if (message.type === 'value') resolve(message.value);
          else if (message.type === 'error') reject(new RuntimeError(message.code, message.error));
        },
      });
      this.#post(id, name, input);
      signal?.addEventListener('abort', stop, { once: true });
      if (signal?.aborted) stop();
    });
  }

  #stop(id: number): void {
    const pending = this.#pending.get(id);
    if (!pending || pending.stopped) return;
    pending.stopped = true;
    const child = this.#child;
    child?.post({ type: 'cancel', id });
    const wait = pending.name === 'load' ? this.#patience.load : this.#patience.other;
    const timer = setTimeout(() => {
      if (child && this.#pending.has(id) && child === this.#child) this.#replace(child);
    }, wait);
    timer.unref();
  }

  #post(id: number, name: RuntimeCall, input: unknown): void {
    this.#start().post({ type: 'call', id, name, input } as HostMessage);
  }

  /** Kills a child that hears no stop; calls that waited behind the stopped one go to the next. */
  #replace(child: Child): void {
    const waiting = [...this.#pending].filter(([, { stopped, begun }]) => !stopped && !begun);
    for (const [id] of waiting) this.#pending.delete(id);
    this.#forget(new RuntimeError('worker', sentence('runtime.died')));
    child.kill();
    const loads = waiting.some(([, { name }]) => name === 'load');
    // A new child has no package yet.
    if (waiting.length > 0 && !loads && this.#wanted) {
      this.load(this.#wanted).catch(() => undefined);
    }
    for (const [id, pending] of waiting) {
      this.#pending.set(id, pending);
      this.#post(id, pending.name, pending.input);
    }
  }

  #start(): Child {
    if (this.#child) return this.#child;
    const child = this.#spawn();
    this.#child = child;
    child.onMessage((message) => {
      const pending = this.#pending.get(message.id);
      if (pending) pending.begun = true;
      if (message.type === 'news') pending?.news?.(message.news);
      else pending?.settle(message);
    });
    child.onExit((code) => {
      if (this.#child !== child) return;
      const words =
        code === null ? sentence('runtime.died') : sentence('runtime.diedWith', { code });
      this.#forget(new RuntimeError('worker', words));
    });
    return child;
  }

  /** The child of now is gone: all its calls end. */
  #forget(error: RuntimeError): void {
    this.#child = undefined;
    this.#ready = false;
    for (const pending of [...this.#pending.values()]) {
      pending.fail(
        pending.stopped ? new RuntimeError('cancelled', sentence('runtime.stopped')) : error,
      );
    }
  }
}

/** The runtime over a child process that `spawn` starts. */
export function createHost(spawn: () => Child, patience?: Patience): Runtime {
  return new RuntimeHost(spawn, patience);
}
