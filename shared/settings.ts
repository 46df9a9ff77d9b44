/** What the person sets. */
import { z } from 'zod';
import { LANGUAGE_CHOICES } from './i18n/languages';

/** Execution provider of onnxruntime, in order of preference; `auto` takes the first that opens. */
export const providerSchema = z.enum(['auto', 'cuda', 'dml', 'coreml', 'webgpu', 'cpu']);
export type Provider = z.infer<typeof providerSchema>;

/** What the person sets; null means "as the package says". */
export const settingsSchema = z.strictObject({
  /** Address that models are fetched from; null for the public hub. */
  hubEndpoint: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
  /** Absolute folder of the package; null for the embedded one. */
  packageFolder: z.string().nullable(),
  provider: providerSchema,
  threads: z.number().int().min(0).max(256),
  temperature: z.number().min(0).max(2).nullable(),
  topK: z.number().int().min(0).max(1000).nullable(),
  topP: z.number().gt(0).max(1).nullable(),
  repetitionPenalty: z.number().min(1).max(2).nullable(),
  maxTokens: z.number().int().min(1).max(8192).nullable(),
  guidance: z.number().min(0).max(30).nullable(),
  steps: z.number().int().min(1).max(200).nullable(),
  /** Null draws with a fresh seed for each answer. */
  seed: z.number().int().min(0).max(0xffffffff).nullable(),
  variation: z.number().min(0).max(2),
  theme: z.enum(['auto', 'light', 'dark']),
  /** Whether the model gives a conversation its title after the first answer. */
  titles: z.boolean(),
  /** Days after which the trash empties itself; null for never. */
  binDays: z.number().int().min(30).max(3650).nullable(),
  /** Whether all data is copied each day by itself. */
  dailyCopies: z.boolean(),
  /** Of how many of the last days, weeks and months that have copies the newest one is kept. */
  copyDays: z.number().int().min(1).max(366),
  copyWeeks: z.number().int().min(0).max(520),
  copyMonths: z.number().int().min(0).max(1200),
  /**
   * The second place of copies: the absolute folder, null for none, and the id by which the place is
   * known again. It is changed by `copies.chooseSecond` alone.
   */
  secondCopies: z
    .strictObject({ id: z.uuid(), folder: z.string().min(1).max(4096).nullable() })
    .nullable(),
  language: z.enum(LANGUAGE_CHOICES),
  /** Minutes without work after which the package is put out of memory; 0 for never. */
  unloadAfter: z.number().int().min(0).max(1440),
  /** Whether the first start's screens were seen. */
  welcomed: z.boolean(),
  /** The server for other programs of this computer. */
  apiEnabled: z.boolean(),
  apiPort: z.number().int().min(0).max(65535),
  /** SHA-256 of what its clients must know; null until it was turned on once. */
  apiKeyHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;
