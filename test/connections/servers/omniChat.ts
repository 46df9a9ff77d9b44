import { dataUrl, event, type ServerForm } from './server';
import { USAGE } from './openaiChat';

const MODEL = 'ByteDance-Seed/BAGEL-7B-MoT';
const common = { id: 'chatcmpl-omni', created: 1_764_500_000, model: MODEL };

const part = (bytes: Uint8Array): object => ({
  type: 'image_url',
  image_url: { url: dataUrl(bytes) },
});

/**
 * vLLM-Omni's chat completions: docs/serving/chat_completions_api.md and
 * docs/user_guide/examples/online_serving/bagel.md of vllm-project/vllm-omni 0.26.0. Words are a
 * string; pictures are a list of parts. Errors: docs/serving/image_generation_api.md.
 */
export const omniChat: ServerForm = {
  dialect: 'vllm-omni-chat',
  model: MODEL,
  models: {
    object: 'list',
    data: [{ id: MODEL, object: 'model', created: 1_764_000_000, owned_by: 'vllm', root: MODEL }],
  },
  paths: ['/chat/completions'],
  refuse: ({ body }) =>
    Array.isArray(body.messages) && body.messages.length > 0
      ? undefined
      : [422, { detail: [{ loc: ['body', 'messages'], msg: 'field required', type: 'missing' }] }],
  whole: ({ words = [], pictures = [], finish = 'stop' }) => {
    const text = words.join('');
    // A choice for each stage that gives something.
    const contents: (string | object[])[] = [];
    if (text !== '' || pictures.length === 0) contents.push(text);
    if (pictures.length > 0) contents.push(pictures.map(part));
    return {
      ...common,
      object: 'chat.completion',
      choices: contents.map((content, index) => ({
        index,
        message: { role: 'assistant', content },
        logprobs: null,
        finish_reason: finish,
      })),
      usage: USAGE,
    };
  },
  events: ({ words = [], pictures = [], finish = 'stop' }) => {
    const piece = (delta: object, reason: string | null = null): string =>
      event({
        ...common,
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
      });
    return [
      piece({ role: 'assistant', content: '' }),
      ...words.map((content) => piece({ content })),
      ...pictures.map((bytes) => piece({ content: [part(bytes)] })),
      piece({}, finish),
      event({ ...common, object: 'chat.completion.chunk', choices: [], usage: USAGE }),
      event('[DONE]'),
    ];
  },
  unauthorised: [401, { error: 'Unauthorized' }],
  noModel: (model) => [
    404,
    {
      error: {
        message: `The model \`${model}\` does not exist.`,
        type: 'NotFoundError',
        param: 'model',
        code: 404,
      },
    },
  ],
};
