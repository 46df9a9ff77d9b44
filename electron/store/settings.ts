import { z } from 'zod';
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
  apiKey: null,
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

  /** A setting that is not valid (written by another version) falls back to its default. */
  get(): Settings {
    const row = this.database.get<{ value: string }>('SELECT value FROM settings WHERE id = 1');
    const kept = keptSchema.safeParse(jsonOf(row?.value ?? '')).data ?? {};
    const settings: Record<string, unknown> = { ...DEFAULT_SETTINGS };
    for (const [name, schema] of Object.entries(settingsSchema.shape)) {
      const parsed = schema.safeParse(kept[name]);
      if (name in kept && parsed.success) settings[name] = parsed.data;
    }
    return settingsSchema.parse(settings);
  }

  set(settings: Settings): Settings {
    this.database.run(
      `INSERT INTO settings (id, value) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value`,
      JSON.stringify(settingsSchema.parse(settings)),
    );
    return this.get();
  }
}
