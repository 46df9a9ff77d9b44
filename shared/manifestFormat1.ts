/**
 * Format 1 of packages: one language graph, regressed pictures, all files hashed at each load. The
 * Python exporter validates against the JSON Schema that `npm run schemas` makes from it.
 */
import { z } from 'zod';
import type { Capabilities } from './capabilities';
import { sharedParts, type Manifest } from './manifest';

const { about, path, byRole, languageModel, visionEncoder, visualizer, prompts } = sharedParts;

/** The schema of `manifest.json` in format 1; unknown keys are refused. */
export const manifestFormat1Schema = about.extend({
  format: z.literal(1),
  languageModel: languageModel
    .omit({ graphs: true, bodyRows: true, sequences: true, paddingId: true })
    .extend({
      /** The graph that format 2 calls joined. */
      graph: path,
      chatTemplate: z.strictObject({
        begin: z.string(),
        before: byRole,
        after: byRole,
        defaultSystem: z.string().nullable(),
      }),
    }),
  visionEncoder: visionEncoder.omit({ preprocess: true }).extend({
    mean: visionEncoder.shape.preprocess.shape.mean,
    std: visionEncoder.shape.preprocess.shape.std,
  }),
  visualizer,
  prompts,
});
type ManifestFormat1 = z.infer<typeof manifestFormat1Schema>;

const WHITE = [255, 255, 255] as const;
/** Frames that packages of format 1 learnt to bring into order. */
const FRAMES_IN_ORDER = 4;

/** The manifest of a package of format 1 in the form of today. */
export function upgraded(manifest: ManifestFormat1): Manifest {
  const { languageModel: language, visionEncoder: eye, visualizer: drawing, ...rest } = manifest;
  const { graph, chatTemplate, ...model } = language;
  const { mean, std, ...encoder } = eye;
  return {
    ...rest,
    format: 2,
    data: [],
    capabilities: capabilitiesOf(manifest),
    languageModel: {
      ...model,
      graphs: { kind: 'joined', language: graph },
      bodyRows: 'last',
      sequences: 1,
      chatTemplate: {
        ...chatTemplate,
        answer: chatTemplate.before.assistant,
        pictures: { afterEach: '', afterAll: '' },
        joined: false,
      },
    },
    visionEncoder: {
      ...encoder,
      preprocess: { fit: 'pad', paddingColour: [...WHITE], resampling: 'area', mean, std },
    },
    picture: { kind: 'regressed', ...drawing },
    memory: null,
    source: null,
  };
}

/** Format 1 does not say what a package can do, but for the tasks that it was trained for. */
function capabilitiesOf(manifest: ManifestFormat1): Capabilities {
  const { tasks, thinkingPhrase } = manifest.prompts;
  const perPicture = manifest.visionEncoder.visualTokens + 2;
  const trained = new Set(tasks.map(({ id }) => id));
  return {
    sees: Math.min(1000, Math.floor(manifest.languageModel.contextLength / perPicture)),
    draws: 'itself',
    edits: trained.has('edit') ? 'instruction' : 'none',
    frames: {
      predicts: trained.has('next') || trained.has('previous'),
      orders: trained.has('order') ? FRAMES_IN_ORDER : 0,
    },
    thinks: thinkingPhrase === null ? 'none' : 'picture',
    redraws: true,
    knows: 'free',
  };
}
