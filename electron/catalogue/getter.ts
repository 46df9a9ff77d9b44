import fs from 'node:fs/promises';
import path from 'node:path';
import { CONVERTING } from '../convert/package/makePackage';
import type { PackageCard } from '../../shared/ipc/packages';
import type { ModelsStatus } from '../../shared/ipc/models';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { getModel, SOURCES, type GetRequest, type ModelPlaces } from './getModel';

export interface GetterOptions extends Omit<ModelPlaces, 'hub'> {
  /** Asked anew each time: it depends on the settings. */
  readonly hub: () => ModelPlaces['hub'];
  /** Card of an added package by its hash. */
  readonly card: (hash: string) => Promise<PackageCard>;
  readonly changed: (status: ModelsStatus) => void;
  /** Called with unexpected errors. */
  readonly report: (error: unknown) => void;
}

/** Progress is told at most this often (milliseconds). */
const TELL_AFTER = 200;

/** Gets one model at a time while the window goes on. */
export class ModelGetter {
  #status: ModelsStatus = { getting: null, failed: null, added: null, leftovers: 0 };
  #stopping: AbortController | undefined;
  #running: Promise<void> | undefined;
  #changedAt = 0;

  constructor(private readonly options: GetterOptions) {}

  get status(): ModelsStatus {
    return this.#status;
  }

  /** Whether a model is being got. */
  get busy(): boolean {
    return this.#stopping !== undefined;
  }

  /** Counts what earlier runs left; called once at the start. */
  async open(): Promise<void> {
    this.#change({ leftovers: await this.#leftovers() });
  }

  /**
   * Begins to get a model and returns at once.
   *
   * @throws AppError `input` while another one is got
   */
  begin(request: GetRequest): void {
    if (this.#stopping) throw new AppError('input', t('models.busy'));
    const stopping = new AbortController();
    this.#stopping = stopping;
    const name = path.isAbsolute(request.from) ? path.basename(request.from) : request.from;
    this.#change({
      getting: { name, stage: 'looking', done: 0, total: 0 },
      failed: null,
      added: null,
    });
    this.#running = this.#get(request, name, stopping).finally(() => {
      this.#stopping = undefined;
    });
  }

  stop(): void {
    this.#stopping?.abort();
  }

  /** Stops and ends once nothing is written any more. */
  async close(): Promise<void> {
    this.stop();
    await this.#running;
  }

  dismiss(): void {
    this.#change({ failed: null, added: null });
  }

  /** @throws AppError `input` while a model is got */
  async clean(): Promise<void> {
    if (this.#stopping) throw new AppError('input', t('models.busy'));
    for (const name of [SOURCES, CONVERTING]) {
      const folder = path.join(this.options.packagesFolder, name);
      await fs.rm(folder, { recursive: true, force: true });
    }
    this.#change({ leftovers: await this.#leftovers(), failed: null });
  }

  async #get(request: GetRequest, name: string, stopping: AbortController): Promise<void> {
    try {
      const places = { ...this.options, hub: this.options.hub() };
      const hash = await getModel(places, request, {
        signal: stopping.signal,
        progress: (stage, done, total) => {
          const now = performance.now();
          const same = this.#status.getting?.stage === stage;
          if (same && now - this.#changedAt < TELL_AFTER) return;
          this.#changedAt = now;
          this.#change({ getting: { name, stage, done: Math.min(done, total), total } });
        },
      });
      const card = await this.options.card(hash);
      const added = { choice: card.choice, name: card.name };
      this.#change({ getting: null, added, leftovers: await this.#leftovers() });
    } catch (error) {
      const stopped = stopping.signal.aborted;
      if (!(error instanceof AppError)) this.options.report(error);
      const words = stopped
        ? t('models.stopped')
        : error instanceof AppError
          ? error.message
          : t('models.failed');
      const { from, bits } = request;
      const leftovers = await this.#leftovers();
      const failed = { from, bits, error: words, goesOn: stopped || leftovers > 0 };
      this.#change({ getting: null, failed, leftovers });
    }
  }

  #change(change: Partial<ModelsStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.options.changed(this.#status);
  }

  /** Bytes of what is not finished. */
  async #leftovers(): Promise<number> {
    let sum = 0;
    for (const name of [SOURCES, CONVERTING]) {
      const folder = path.join(this.options.packagesFolder, name);
      const entries = await fs
        .readdir(folder, { recursive: true, withFileTypes: true })
        .catch(() => []);
      for (const entry of entries) {
        if (!entry.isFile()) continue;
        const found = await fs.stat(path.join(entry.parentPath, entry.name)).catch(() => undefined);
        sum += found?.size ?? 0;
      }
    }
    return sum;
  }
}
