import { event, type Body, type ServerForm } from './server';

const MODEL = 'gpt-small';
const common = { id: 'chatcmpl-1', created: 1_764_500_000, model: MODEL };
export const USAGE = { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 };

/** OpenAI's form of a refusal. */
export const openaiError = (
  message: string,
  code: string | null,
  param: string | null = null,
): object => ({ error: { message, type: 'invalid_request_error', param, code } });

const streamsUsage = (body: Body): boolean =>
  typeof body.stream_options === 'object' &&
  body.stream_options !== null &&
  'include_usage' in body.stream_options;

/**
 * OpenAI's chat completions: platform.openai.com/docs/api-reference/chat ("Create chat completion",
 * "The chat completion chunk object"), as of the npm package openai 7.57.0. `reasoning_content` is
 * what llama.cpp's server (tools/server/README.md, b7000) and vLLM (docs.vllm.ai,
 * features/reasoning_outputs, 0.26) add for thoughts.
 */
export const openaiChat: ServerForm = {
  dialect: 'openai-chat',
  model: MODEL,
  models: {
    object: 'list',
    data: [{ id: MODEL, object: 'model', created: 1_764_000_000, owned_by: 'openai' }],
  },
  paths: ['/chat/completions'],
  refuse: ({ body }) => {
    const unknown = ['modalities', 'top_k', 'num_inference_steps'].find((key) => key in body);
    return unknown === undefined
      ? undefined
      : [400, openaiError(`Unknown parameter: '${unknown}'.`, 'unknown_parameter', unknown)];
  },
  whole: ({ thoughts, words = [], finish = 'stop' }) => ({
    ...common,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: words.join(''),
          refusal: null,
          ...(thoughts && { reasoning_content: thoughts.join('') }),
        },
        logprobs: null,
        finish_reason: finish,
      },
    ],
    usage: USAGE,
  }),
  events: ({ thoughts = [], words = [], finish = 'stop' }, { body }) => {
    const piece = (delta: object, reason: string | null = null): string =>
      event({
        ...common,
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
        usage: null,
      });
    return [
      piece({ role: 'assistant', content: '' }),
      ...thoughts.map((text) => piece({ reasoning_content: text })),
      ...words.map((text) => piece({ content: text })),
      piece({}, finish),
      ...(streamsUsage(body)
        ? [event({ ...common, object: 'chat.completion.chunk', choices: [], usage: USAGE })]
        : []),
      event('[DONE]'),
    ];
  },
  unauthorised: [401, openaiError('Incorrect API key provided: sk-****cret.', 'invalid_api_key')],
  noModel: (model) => [
    404,
    openaiError(
      `The model \`${model}\` does not exist or you do not have access to it.`,
      'model_not_found',
    ),
  ],
};
