import type { PackageStatus } from '../../shared/contract';
import type { LoadedPackage, LoadOptions, Runtime } from '../runtime/types';
import { failureOf } from './error';

interface Loading {
  readonly key: string;
  readonly controller: AbortController;
  readonly promise: Promise<LoadedPackage>;
}

/** Knows which package the runtime holds, and loads what the settings ask for. */
export class PackageKeeper {
  #status: PackageStatus = { state: 'idle' };
  #loading: Loading | undefined;
  /** What was tried last; undefined when the runtime lost it. */
  #tried: string | undefined;
  #loaded: { readonly key: string; readonly package: LoadedPackage } | undefined;

  /**
   * @param options what to load, by the settings of now
   * @param changed hears every new status
   */
  constructor(
    private readonly runtime: Runtime,
    private readonly options: () => LoadOptions,
    private readonly changed: (status: PackageStatus) => void,
  ) {}

  get status(): PackageStatus {
    return this.#status;
  }

  /** Loads anew, also what is loaded already; joins a loading of the same. */
  load(): Promise<LoadedPackage> {
    const options = this.options();
    const key = JSON.stringify(options);
    if (this.#loading?.key === key) return this.#loading.promise;
    this.#loading?.controller.abort();
    this.#tried = key;
    const controller = new AbortController();
    const promise = this.#load(options, key, controller.signal);
    this.#loading = { key, controller, promise };
    this.#set({ state: 'loading' });
    return promise;
  }

  /** The package that the settings ask for, loaded first if need be. */
  async ready(signal?: AbortSignal): Promise<LoadedPackage> {
    const key = JSON.stringify(this.options());
    if (!this.#loading && this.#loaded?.key === key) return this.#loaded.package;
    const loading = this.load();
    if (!signal) return loading;
    // Stopping one question leaves the loading alone: the next one needs it.
    let stop = (): void => undefined;
    const stopped = new Promise<never>((_, reject) => {
      stop = () => reject(new DOMException('Stopped.', 'AbortError'));
    });
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([loading, stopped]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Loads what the settings ask for, unless just that was tried last, be it stopped or failed. */
  refresh(): void {
    if (JSON.stringify(this.options()) === this.#tried) return;
    // The failure is told by the status.
    this.load().catch(() => undefined);
  }

  /** Stops a loading, or puts the loaded package away. */
  async stop(): Promise<void> {
    if (this.#loading) {
      this.#loading.controller.abort();
      return;
    }
    this.#loaded = undefined;
    this.#set({ state: 'idle' });
    await this.runtime.close();
  }

  /** Notes that the runtime lost what it held (its process died). */
  forget(): void {
    this.#loaded = undefined;
    this.#tried = undefined;
    if (!this.#loading) this.#set({ state: 'idle' });
  }

  async #load(options: LoadOptions, key: string, signal: AbortSignal): Promise<LoadedPackage> {
    this.#loaded = undefined;
    try {
      const loaded = await this.runtime.load(options, signal, (progress) => {
        const current = this.#loading?.controller.signal === signal && !signal.aborted;
        if (current) this.#set({ state: 'loading', progress });
      });
      if (this.#loading?.key === key) {
        this.#loading = undefined;
        this.#loaded = { key, package: loaded };
        this.#set({
          state: 'ready',
          manifest: loaded.manifest,
          hash: loaded.hash,
          provider: loaded.provider,
          providerReason: loaded.providerReason,
          loadTime: loaded.loadTime,
        });
      }
      return loaded;
    } catch (error) {
      if (this.#loading?.key === key) {
        this.#loading = undefined;
        this.#set(
          signal.aborted ? { state: 'idle' } : { state: 'failed', error: failureOf(error).error },
        );
      }
      throw error;
    }
  }

  #set(status: PackageStatus): void {
    this.#status = status;
    this.changed(status);
  }
}
