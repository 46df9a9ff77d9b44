import { openApi, type ApiOptions, type ApiServer } from './server';
import type { ApiStatus } from '../../shared/ipc/program';
import { t } from '../../shared/i18n/translate';
import type { Settings } from '../../shared/settings';

/** Opens and closes the server as the settings say. */
export class ApiControl {
  #server: ApiServer | undefined;
  #error: string | null = null;
  #applied = '';
  #tail = Promise.resolve();

  constructor(private readonly options: ApiOptions) {}

  get status(): ApiStatus {
    const address = this.#server ? `http://127.0.0.1:${this.#server.port}/v1` : null;
    return { address, error: this.#error };
  }

  /** Brings the server to what the settings say; a port that is taken is told by the status. */
  apply({ apiEnabled, apiPort, apiKeyHash }: Settings): Promise<void> {
    const wanted = JSON.stringify([apiEnabled, apiPort, apiKeyHash]);
    this.#tail = this.#tail.then(async () => {
      if (wanted === this.#applied) return;
      this.#applied = wanted;
      await this.#shut();
      if (!apiEnabled || apiKeyHash === null) return;
      try {
        this.#server = await openApi(this.options, apiPort, apiKeyHash);
      } catch (error) {
        this.#error = t('api.portTaken', { port: apiPort });
        if (!isPortInUse(error)) this.options.report(error);
      }
    });
    return this.#tail;
  }

  /** Ends the server; running requests are stopped. */
  async close(): Promise<void> {
    await this.#tail;
    await this.#shut();
  }

  async #shut(): Promise<void> {
    this.#error = null;
    await this.#server?.close();
    this.#server = undefined;
  }
}

const isPortInUse = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(EADDRINUSE|EACCES)$/.test(String(error.code));
