import type { Child, FromChild, ProcessCalls, ToChild } from './protocol';
import { t, currentLanguage } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

export interface ProcessClientOptions<Name> {
  readonly spawn: () => Child;
  /** Milliseconds that a stopped call may go on before its process is killed. */
  readonly patience: (name: Name) => number;
  /** Milliseconds without a call after which the process is ended; it stays unless given. */
  readonly idle?: number;
  /** The error of the calls of a process that ended, with its exit code. */
  readonly died: (code: number | null) => AppError;
  /** Most memory (bytes) that the process may take for itself; undefined for as much as it wants. */
  readonly mostMemory?: () => number | undefined;
  /** The error of the calls of a process that took more, with what it had. */
  readonly tooMuch?: (bytes: number) => AppError;
  /** Called when the process is gone; the next call starts another. */
  readonly onGone?: () => void;
  /** Called when a process was killed, before the calls that waited in it go to the next one. */
  readonly onReplace?: (names: readonly Name[]) => void;
}

export interface CallOptions<News> {
  readonly signal?: AbortSignal | undefined;
  readonly onNews?: (news: News) => void;
  /** Whether a call that was stopped before it began is sent all the same, to end as it should. */
  readonly sentStopped?: boolean;
}

/** How often (milliseconds) the memory of a process is looked at while it works. */
const LOOK = 200;

interface Pending<Name> {
  readonly name: Name;
  readonly input: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
  readonly onNews: ((news: never) => void) | undefined;
  stopped: boolean;
  /** Whether the child said anything of it: then it has begun and cannot be asked for again. */
  begun: boolean;
}

/**
 * Calls into a child process, which is started when it is needed and again after it died. A stop
 * is passed on; a process that does not heed it is killed, and what waited behind goes to the next.
 */
export class ProcessClient<Calls extends ProcessCalls<Calls>> {
  readonly #pending = new Map<number, Pending<keyof Calls>>();
  #child: Child | undefined;
  #idle: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #next = 1;

  constructor(private readonly options: ProcessClientOptions<keyof Calls>) {}

  /**
   * Asks the process for something.
   *
   * @throws AppError `cancelled` after a stop, what the child threw, or that the process died
   */
  call<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    { signal, onNews, sentStopped = false }: CallOptions<Calls[Name]['news']> = {},
  ): Promise<Calls[Name]['output']> {
    if (signal?.aborted && !sentStopped) {
      return Promise.reject(new AppError('cancelled', t('runtime.stoppedBefore')));
    }
    const id = this.#next;
    this.#next += 1;
    const stop = (): void => this.#stop(id);
    return new Promise<Calls[Name]['output']>((resolve, reject) => {
      this.#pending.set(id, { name, input, resolve, reject, onNews, stopped: false, begun: false });
      this.#post(id, name, input);
      this.#watch ??= this.#watchMemory();
      signal?.addEventListener('abort', stop, { once: true });
      if (signal?.aborted) stop();
    }).finally(() => {
      this.#pending.delete(id);
      signal?.removeEventListener('abort', stop);
      this.#rest();
    });
  }

  /** Ends the process with all its calls; the next call starts another. */
  close(error: AppError): void {
    const child = this.#child;
    this.#fail(error);
    child?.kill();
  }

  #post(id: number, name: keyof Calls, input: unknown): void {
    this.#start().post({ type: 'call', id, name, input, language: currentLanguage() });
  }

  #stop(id: number): void {
    const pending = this.#pending.get(id);
    if (!pending || pending.stopped) return;
    pending.stopped = true;
    const child = this.#child;
    child?.post({ type: 'cancel', id, language: currentLanguage() } satisfies ToChild<Calls>);
    const timer = setTimeout(() => {
      if (child && this.#pending.has(id) && child === this.#child) this.#replace(child);
    }, this.options.patience(pending.name));
    timer.unref();
  }

  /** Kills a child that heeds no stop; calls that waited behind the stopped one go to the next. */
  #replace(child: Child): void {
    const waiting = [...this.#pending].filter(([, { stopped, begun }]) => !stopped && !begun);
    for (const [id] of waiting) this.#pending.delete(id);
    this.#fail(this.options.died(null));
    child.kill();
    if (waiting.length > 0) this.options.onReplace?.(waiting.map(([, { name }]) => name));
    for (const [id, pending] of waiting) {
      this.#pending.set(id, pending);
      this.#post(id, pending.name, pending.input);
    }
  }

  #start(): Child {
    clearTimeout(this.#idle);
    if (this.#child) return this.#child;
    const child = this.options.spawn();
    this.#child = child;
    child.onMessage((message) => {
      if (this.#child === child) this.#receive(message);
    });
    child.onExit((code) => {
      // One that was replaced or ended for its idleness owes no answer.
      if (this.#child === child) this.#fail(this.options.died(code));
    });
    return child;
  }

  #receive(message: FromChild): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    pending.begun = true;
    if (message.type === 'news') pending.onNews?.(message.news as never);
    else if (message.type === 'value') pending.resolve(message.value);
    else pending.reject(new AppError(message.code, message.error));
  }

  /** The child of now is gone: all its calls end. */
  #fail(error: AppError): void {
    this.#child = undefined;
    this.options.onGone?.();
    for (const { stopped, reject } of this.#pending.values()) {
      reject(stopped ? new AppError('cancelled', t('runtime.stopped')) : error);
    }
  }

  /** Ends a process that takes too much, before the system ends one of its choice. */
  #watchMemory(): NodeJS.Timeout | undefined {
    const { mostMemory, tooMuch } = this.options;
    if (!mostMemory || !tooMuch) return undefined;
    return setInterval(() => {
      const used = this.#child?.memory?.() ?? 0;
      if (used > (mostMemory() ?? Infinity)) this.close(tooMuch(used));
    }, LOOK).unref();
  }

  #rest(): void {
    if (this.#pending.size > 0) return;
    clearInterval(this.#watch);
    this.#watch = undefined;
    if (this.options.idle === undefined) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      const resting = this.#child;
      // Until it is gone, who asks would be heard by nobody.
      this.#child = undefined;
      resting?.kill();
    }, this.options.idle);
    this.#idle.unref();
  }
}
