import type { LoadedPackage, LoadOptions, Runtime } from '../runtime/types';
import { failureOf } from './error';
import type { PackageStatus, PackageChoice } from '../../shared/ipc/packages';
import { AppError } from '../../shared/ipc/errors';

interface Loading {
  readonly key: string;
  readonly controller: AbortController;
  readonly promise: Promise<LoadedPackage>;
}

export interface PackageLoaderOptions {
  readonly runtime: Runtime;
  /** What to load for a choice with the current settings; null for the package of the settings. */
  readonly options: (choice: PackageChoice | null) => LoadOptions;
  /** A sentence saying why a folder's package does not fit into memory; nothing if it does. */
  readonly unfit: (folder: string) => Promise<string | undefined>;
  /** Most memory (bytes) that the process of a folder's package may take; nothing for no bound. */
  readonly mostMemory: (folder: string) => Promise<number | undefined>;
  /** Called with every new status. */
  readonly changed: (status: PackageStatus) => void;
}

/** Keeps track of the package in the runtime, and loads the one that is asked for. */
export class PackageLoader {
  #status: PackageStatus = { state: 'idle' };
  #loading: Loading | undefined;
  /** What was tried last; undefined if the runtime lost it. */
  #tried: string | undefined;
  #loaded: { readonly key: string; readonly package: LoadedPackage } | undefined;

  /** Which package was asked for last. */
  #choice: PackageChoice | null = null;

  constructor(private readonly keeping: PackageLoaderOptions) {}

  get status(): PackageStatus {
    return this.#status;
  }

  /** The folder of the package that is loaded or being loaded. */
  get folder(): string | undefined {
    return this.#loaded || this.#loading ? this.#options().folder : undefined;
  }

  /** Sets the package that is wanted from now on; it is loaded when needed. */
  choose(choice: PackageChoice | null): void {
    this.#choice = choice;
  }

  /**
   * Loads a package, even if it is already loaded; joins a running load of the same.
   *
   * @param anyway even if it would not fit into memory
   */
  load(anyway = false): Promise<LoadedPackage> {
    const options = this.#options();
    const key = JSON.stringify(options);
    if (this.#loading?.key === key) return this.#loading.promise;
    this.#loading?.controller.abort();
    this.#tried = key;
    const controller = new AbortController();
    const promise = this.#load(options, key, controller.signal, anyway);
    this.#loading = { key, controller, promise };
    this.#set({ state: 'loading' });
    return promise;
  }

  /**
   * The wanted package, loaded first if necessary.
   *
   * @param choice a package other than the last one
   */
  async ready(signal?: AbortSignal, choice?: PackageChoice | null): Promise<LoadedPackage> {
    if (choice !== undefined) this.choose(choice);
    const key = JSON.stringify(this.#options());
    if (!this.#loading && this.#loaded?.key === key) return this.#loaded.package;
    const loading = this.load();
    if (!signal) return loading;
    // Stopping one question does not stop the load: the next one needs it.
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

  /** Loads the wanted package unless it was the last one tried, even if that was stopped or failed. */
  refresh(): void {
    if (JSON.stringify(this.#options()) === this.#tried) return;
    // The status reports the failure.
    this.load().catch(() => undefined);
  }

  /** Stops a load, or unloads the package. */
  async stop(): Promise<void> {
    if (this.#loading) {
      this.#loading.controller.abort();
      return;
    }
    this.#loaded = undefined;
    this.#set({ state: 'idle' });
    await this.keeping.runtime.close();
  }

  /** Unloads the package after an idle period; the next question loads it. */
  async rest(): Promise<void> {
    if (this.#loading || !this.#loaded) return;
    this.#loaded = undefined;
    this.#set({ state: 'idle', rested: true });
    await this.keeping.runtime.close();
  }

  /** Notes that the runtime lost what it held (its process died). */
  forget(): void {
    this.#loaded = undefined;
    this.#tried = undefined;
    if (!this.#loading) this.#set({ state: 'idle' });
  }

  #options(): LoadOptions {
    return this.keeping.options(this.#choice);
  }

  async #load(
    options: LoadOptions,
    key: string,
    signal: AbortSignal,
    anyway: boolean,
  ): Promise<LoadedPackage> {
    const held = this.#loaded !== undefined;
    this.#loaded = undefined;
    let unfit: string | undefined;
    try {
      // A loaded package frees its memory first, so only a first load is checked.
      unfit = anyway || held ? undefined : await this.keeping.unfit(options.folder);
      if (unfit !== undefined) throw new AppError('package', unfit);
      const mostMemory = await this.keeping.mostMemory(options.folder);
      const bounded = { ...options, ...(mostMemory === undefined ? {} : { mostMemory }) };
      const loaded = await this.keeping.runtime.load(bounded, signal, (progress) => {
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
        const words = failureOf(error).error;
        if (signal.aborted) this.#set({ state: 'idle' });
        else this.#set({ state: unfit === undefined ? 'failed' : 'unfit', error: words });
      }
      throw error;
    }
  }

  #set(status: PackageStatus): void {
    this.#status = status;
    this.keeping.changed(status);
  }
}
