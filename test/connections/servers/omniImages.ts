import { base64, event, type ServerForm } from './server';
import { omniChat } from './omniChat';

const MODEL = 'Qwen/Qwen-Image-Edit-2511';
const common = { created: 1_764_500_000, model: MODEL };
const pictureOf = (bytes: Uint8Array): object => ({
  b64_json: base64(bytes),
  url: null,
  revised_prompt: null,
});

/**
 * vLLM-Omni's images: docs/serving/image_generation_api.md and docs/serving/image_edit_api.md of
 * vllm-project/vllm-omni 0.26.0. A stream has what the model writes before it draws, edits alone.
 */
export const omniImages: ServerForm = {
  dialect: 'vllm-omni-images',
  model: MODEL,
  models: { object: 'list', data: [{ id: MODEL, object: 'model', owned_by: 'vllm' }] },
  paths: ['/images/generations', '/images/edits'],
  refuse: ({ body, parts, path }) => {
    if (typeof body.prompt !== 'string') {
      const issue = { loc: ['body', 'prompt'], msg: 'field required', type: 'value_error.missing' };
      return [422, { detail: [issue] }];
    }
    if (path.endsWith('/edits') && !parts.some(({ name }) => name === 'image')) {
      return [422, { detail: "Field 'image' or 'url' is required" }];
    }
    const size = body.size ?? 'auto';
    if (typeof size !== 'string' || !/^(auto|\d+x\d+)$/.test(size)) {
      const form = "Expected format: 'WIDTHxHEIGHT' (e.g., '1024x1024').";
      return [400, { detail: `Invalid size format: '${JSON.stringify(size)}'. ${form}` }];
    }
    return undefined;
  },
  whole: ({ pictures = [] }, { path }) => ({
    created: common.created,
    data: pictures.map(pictureOf),
    ...(path.endsWith('/edits') && { output_format: null, size: null }),
  }),
  events: ({ thoughts = [], pictures = [] }) => [
    ...thoughts.map((delta) =>
      event({ object: 'image.edit.chunk', type: 'ar_delta', delta, index: 0, ...common }),
    ),
    event({
      object: 'image.edit.chunk',
      type: 'image',
      data: pictures.map(pictureOf),
      output_format: 'png',
      size: '1024x1024',
      ...common,
    }),
    event('[DONE]'),
  ],
  unauthorised: omniChat.unauthorised,
  noModel: (model) => [400, { detail: `Model mismatch: server runs '${MODEL}', not '${model}'.` }],
};
