import { base64, event, type ServerForm } from './server';
import { openaiChat, openaiError } from './openaiChat';

const MODEL = 'gpt-image-small';
const USAGE = { total_tokens: 40, input_tokens: 15, output_tokens: 25 };
const about = {
  created_at: 1_764_500_000,
  size: '1024x1024',
  quality: 'high',
  background: 'opaque',
};

/**
 * OpenAI's images: platform.openai.com/docs/api-reference/images ("Create image", "Create image
 * edit") and api-reference/images-streaming, as of the npm package openai 7.57.0. Its own models
 * refuse `response_format`, and know no `seed`.
 */
export const openaiImages: ServerForm = {
  dialect: 'openai-images',
  model: MODEL,
  models: {
    object: 'list',
    data: [{ id: MODEL, object: 'model', created: 1_764_000_000, owned_by: 'system' }],
  },
  paths: ['/images/generations', '/images/edits'],
  refuse: ({ body, parts, path }) => {
    const unknown = ['response_format', 'seed', 'num_inference_steps'].find((key) => key in body);
    if (unknown !== undefined) {
      return [400, openaiError(`Unknown parameter: '${unknown}'.`, 'unknown_parameter', unknown)];
    }
    const lacks = path.endsWith('/edits') && !parts.some(({ name }) => /^image(\[\])?$/.test(name));
    return lacks
      ? [
          400,
          openaiError(
            "Missing required parameter: 'image'.",
            'missing_required_parameter',
            'image',
          ),
        ]
      : undefined;
  },
  whole: ({ pictures = [] }) => ({
    created: about.created_at,
    data: pictures.map((bytes) => ({ b64_json: base64(bytes) })),
    usage: USAGE,
  }),
  events: ({ pictures = [] }, { path }) => {
    const kind = path.endsWith('/edits') ? 'image_edit' : 'image_generation';
    return pictures.flatMap((bytes) => {
      const partial = { type: `${kind}.partial_image`, partial_image_index: 0, ...about };
      const done = { type: `${kind}.completed`, usage: USAGE, ...about };
      return [
        `event: ${partial.type}\n${event({ ...partial, b64_json: base64(bytes) })}`,
        `event: ${done.type}\n${event({ ...done, b64_json: base64(bytes) })}`,
      ];
    });
  },
  unauthorised: openaiChat.unauthorised,
  noModel: openaiChat.noModel,
};
