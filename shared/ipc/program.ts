/** Calls about the program itself: settings, providers, the local API, About. */
import { z } from 'zod';
import { empty, nothing, type CallSchemas } from './common';
import { providerSchema, settingsSchema } from '../settings';

/** Where the server for other programs listens; null while it does not, with what went wrong. */
export const apiStatusSchema = z.strictObject({
  address: z.string().nullable(),
  error: z.string().nullable(),
});
export type ApiStatus = z.infer<typeof apiStatusSchema>;

export const programCalls = {
  'settings.get': { input: empty, output: settingsSchema },
  'settings.set': { input: settingsSchema, output: settingsSchema },
  /** Providers of this computer, each tried once, and one clause why it is refused. */
  'providers.list': {
    input: empty,
    output: z.array(z.strictObject({ provider: providerSchema, refusal: z.string().nullable() })),
  },
  'api.status': { input: empty, output: apiStatusSchema },
  /** Makes a new key, which is told this once; the one before stops working. */
  'api.renewKey': {
    input: empty,
    output: z.strictObject({ settings: settingsSchema, key: z.string().max(200) }),
  },
  /** Opens a link of an answer in the browser; only https and mailto, after the person agreed. */
  'links.open': { input: z.strictObject({ url: z.string().max(4000) }), output: nothing },
  'about.get': {
    input: empty,
    output: z.strictObject({
      version: z.string(),
      electron: z.string(),
      electronOrigin: z.enum(['electron', 'fallback']),
      /** When the program was built, in milliseconds since 1970. */
      builtAt: z.number(),
      chromium: z.string(),
      node: z.string(),
      onnxruntime: z.string(),
      sqlite: z.string(),
      dataFolder: z.string(),
    }),
  },
  /** The packages of others in the program, with their licences. */
  'about.licences': {
    input: empty,
    output: z.array(
      z.strictObject({
        name: z.string(),
        version: z.string(),
        licence: z.string(),
        text: z.string(),
      }),
    ),
  },
  'folders.open': { input: z.strictObject({ which: z.enum(['data', 'logs']) }), output: nothing },
  /** Starts the studio anew. */
  'program.restart': { input: empty, output: nothing },
} as const satisfies CallSchemas;
