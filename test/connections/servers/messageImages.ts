import { dataUrl, event, type ServerForm } from './server';
import { USAGE } from './openaiChat';

const MODEL = 'google/gemini-image';
const common = { id: 'gen-1', provider: 'Somewhere', model: MODEL, created: 1_764_500_000 };
const imageOf = (bytes: Uint8Array, index: number): object => ({
  index,
  type: 'image_url',
  image_url: { url: dataUrl(bytes) },
});

/**
 * Gateways: openrouter.ai/docs/features/multimodal/image-generation and
 * openrouter.ai/docs/api-reference/streaming (read in November 2026; comments keep the stream
 * alive, errors come as a piece), and vercel.com/docs/ai-gateway/sdks-and-apis/openai-chat-completions/
 * image-generation (last updated 2026-03-07).
 */
export const messageImages: ServerForm = {
  dialect: 'message-images',
  model: MODEL,
  models: {
    data: [
      {
        id: MODEL,
        name: 'Gemini Image',
        created: 1_764_000_000,
        context_length: 32_768,
        architecture: {
          input_modalities: ['image', 'text'],
          output_modalities: ['image', 'text'],
        },
        pricing: { prompt: '0', completion: '0' },
      },
    ],
  },
  paths: ['/chat/completions'],
  whole: ({ thoughts, words = [], pictures = [], finish = 'stop' }) => ({
    ...common,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: words.join(''),
          refusal: null,
          reasoning: thoughts?.join('') ?? null,
          ...(pictures.length > 0 && { images: pictures.map(imageOf) }),
        },
        logprobs: null,
        finish_reason: finish,
        native_finish_reason: finish.toUpperCase(),
      },
    ],
    usage: USAGE,
  }),
  events: ({ thoughts = [], words = [], pictures = [], finish = 'stop' }) => {
    const piece = (delta: object, reason: string | null = null): string =>
      event({
        ...common,
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: reason }],
      });
    return [
      ': OPENROUTER PROCESSING\n\n',
      ...thoughts.map((text) => piece({ content: '', reasoning: text })),
      ...words.map((content) => piece({ content })),
      ': OPENROUTER PROCESSING\n\n',
      ...pictures.map((bytes, index) => piece({ content: '', images: [imageOf(bytes, index)] })),
      piece({ content: '' }, finish),
      event({ ...common, object: 'chat.completion.chunk', choices: [], usage: USAGE }),
      event('[DONE]'),
    ];
  },
  unauthorised: [401, { error: { message: 'No auth credentials found', code: 401 } }],
  noModel: (model) => [
    404,
    { error: { message: `No endpoints found for model ${model}.`, code: 404 } },
  ],
};
