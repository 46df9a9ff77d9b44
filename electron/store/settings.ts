import { z } from 'zod';
import { hashOf } from './files';
import { jsonOf } from './details';
import type { WritableDatabase } from './connection';
import { settingsSchema, type Settings } from '../../shared/settings';

const keptSchema = z.record(z.string(), z.unknown());

/** Default settings. */
export const DEFAULT_SETTINGS: Settings = {
  hubEndpoint: null,
  packageFolder: null,
  provider: 'auto',
  threads: 0,
  temperature: null,
  topK: null,
  topP: null,
  repetitionPenalty: null,
  maxTokens: null,
  guidance: null,
  steps: null,
  seed: null,
  variation: 0,
  theme: 'auto',
  unloadAfter: 30,
  welcomed: false,
  apiEnabled: false,
  apiPort: 11535,
  apiKeyHash: null,
  titles: true,
  binDays: null,
  dailyCopies: true,
  copyDays: 7,
  copyWeeks: 4,
  copyMonths: 12,
  secondCopies: null,
  language: 'auto',
};

/** The person's settings, in one row. */
export class SettingsStore {
  constructor(private readonly database: WritableDatabase) {}

  /** Keeps a key that an older program wrote in clear as its hash, and leaves nothing of it in the row. */
  hashOldKey(): void {
    const kept = this.#kept();
    if (!('apiKey' in kept)) return;
    const { apiKey, ...others } = kept;
    const hash = typeof apiKey === 'string' ? hashOf(Buffer.from(apiKey)) : null;
    // Otherwise the bytes of the old row stay in the file until others take their place.
    this.database.script('PRAGMA secure_delete = ON');
    this.#keep({ apiKeyHash: hash, ...others });
    this.database.script('PRAGMA secure_delete = OFF');
  }

  /** A setting that is not valid (written by another version) falls back to its default. */
  get(): Settings {
    const kept = this.#kept();
    const settings: Record<string, unknown> = { ...DEFAULT_SETTINGS };
    for (const [name, schema] of Object.entries(settingsSchema.shape)) {
      const parsed = schema.safeParse(kept[name]);
      if (name in kept && parsed.success) settings[name] = parsed.data;
    }
    return settingsSchema.parse(settings);
  }

  set(settings: Settings): Settings {
    this.#keep(settingsSchema.parse(settings));
    return this.get();
  }

  #kept(): Record<string, unknown> {
    const row = this.database.get<{ value: string }>('SELECT value FROM settings WHERE id = 1');
    return keptSchema.safeParse(jsonOf(row?.value ?? '')).data ?? {};
  }

  #keep(settings: Record<string, unknown>): void {
    this.database.run(
      `INSERT INTO settings (id, value) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value`,
      JSON.stringify(settings),
    );
  }
}
