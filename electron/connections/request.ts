import type { Ask } from './exchange';
import { maskPng } from './mask';
import { messagesOf, picturesOf, promptOf, type ReadTurn } from './messages';
import { multipart, type FormFile } from './multipart';
import type { SniffedPicture } from './pictures';
import type { ConnectionRequest, EditRequest } from './types';
import type { Connection, Dialect } from '../../shared/connection';

type Field = string | number | boolean | object;

/** Keys that not every server takes: without one of them the request is made again. */
const OPTIONAL = [
  'temperature',
  'top_p',
  'top_k',
  'repetition_penalty',
  'seed',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'modalities',
  'response_format',
  'output_format',
  'negative_prompt',
  'num_inference_steps',
  'guidance_scale',
] as const;

const formValue = (value: Field): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

/** A request in the words of a server, whose keys may still be changed. */
export class Draft {
  constructor(
    readonly path: string,
    readonly fields: Map<string, Field>,
    private readonly files: readonly FormFile[] | undefined,
  ) {}

  /** The request as it is sent. */
  ask(): Ask {
    const optional = OPTIONAL.filter((name) => this.fields.has(name));
    const common = { method: 'POST', path: this.path, optional } as const;
    if (!this.files) {
      const body = JSON.stringify(Object.fromEntries(this.fields));
      return { ...common, body, mediaType: 'application/json' };
    }
    const fields = [...this.fields].map(([name, value]) => [name, formValue(value)] as const);
    return { ...common, ...multipart(fields, this.files) };
  }

  /**
   * Leaves out what a server refused, or says it otherwise.
   *
   * @returns whether anything changed, so that asking again is of use
   */
  without(names: readonly string[]): boolean {
    for (const name of names) {
      const value = this.fields.get(name);
      if (value === undefined) continue;
      this.fields.delete(name);
      // OpenAI's newer models have another name for it, and a message that names both.
      if (name === 'max_tokens') this.fields.set('max_completion_tokens', value);
      // Models that only draw refuse to write.
      if (name === 'modalities' && Array.isArray(value) && value.length > 1) {
        this.fields.set(name, ['image']);
      }
      if (name === 'stream') this.fields.delete('stream_options');
      return true;
    }
    return false;
  }
}

export const isImages = (dialect: Dialect): boolean =>
  dialect === 'openai-images' || dialect === 'vllm-omni-images';

/** What is to come of a request. */
function wantedOf(request: ConnectionRequest, { capabilities }: Connection): string[] {
  const { answer = 'auto' } = request;
  if (answer === 'both' || (answer === 'auto' && capabilities.draws === 'itself')) {
    return ['text', 'image'];
  }
  return answer === 'picture' ? ['image'] : ['text'];
}

const known = (fields: Readonly<Record<string, Field | undefined>>): Map<string, Field> => {
  const map = new Map<string, Field>();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== '') map.set(name, value);
  }
  return map;
};

/** vLLM-Omni's own keys, which OpenAI's servers refuse. */
const drawingFields = ({ drawing = {} }: ConnectionRequest): Record<string, Field | undefined> => ({
  seed: drawing.seed,
  num_inference_steps: drawing.steps,
  guidance_scale: drawing.guidance,
  negative_prompt: drawing.negative,
});

/** A request for chat completions. */
export function chatDraft(
  turns: readonly ReadTurn[],
  request: ConnectionRequest,
  connection: Connection,
): Draft {
  const { dialect, model, template } = connection;
  const { sampling = {}, drawing = {}, maxTokens } = request;
  const omni = dialect === 'vllm-omni-chat';
  const wanted = dialect === 'openai-chat' ? ['text'] : wantedOf(request, connection);
  const draws = wanted.includes('image');
  const stream = request.stream ?? !(omni && draws);
  const messages = messagesOf(turns, template, {
    draws: wanted.join() === 'image',
    ownPictures: omni,
  });
  const fields = known({
    model,
    messages,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    seed: sampling.seed,
    max_tokens: maxTokens,
    stream,
    stream_options: stream ? { include_usage: true } : undefined,
    // Gateways write beside what they draw, and know no request for words alone.
    modalities: omni ? wanted : draws ? ['image', 'text'] : undefined,
    ...(omni && { top_k: sampling.topK, repetition_penalty: sampling.repetitionPenalty }),
    ...(omni &&
      draws && {
        ...drawingFields(request),
        width: drawing.width,
        height: drawing.height,
        num_outputs_per_prompt: drawing.count,
      }),
  });
  return new Draft('/chat/completions', fields, undefined);
}

const ENDINGS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' } as const;

const fileOf = (field: string, picture: SniffedPicture, index: number): FormFile => ({
  field,
  name: `picture-${index + 1}.${ENDINGS[picture.mediaType]}`,
  mediaType: picture.mediaType,
  bytes: picture.bytes,
});

/** A request for an images endpoint: an edit where the question shows pictures. */
export function imagesDraft(
  turns: readonly ReadTurn[],
  request: EditRequest,
  connection: Connection,
): Draft {
  const { dialect, model, template } = connection;
  const { drawing = {}, mask } = request;
  const omni = dialect === 'vllm-omni-images';
  const last = turns.at(-1);
  const pictures = last ? picturesOf(last) : [];
  const edits = pictures.length > 0;
  const sized = drawing.width !== undefined && drawing.height !== undefined;
  const fields = known({
    model,
    prompt: promptOf(turns, template),
    n: drawing.count,
    size: sized ? `${drawing.width}x${drawing.height}` : undefined,
    stream: request.stream ? true : undefined,
    ...(edits && omni ? { output_format: 'png' } : { response_format: 'b64_json' }),
    ...(omni ? drawingFields(request) : { seed: drawing.seed }),
  });
  if (!edits) return new Draft('/images/generations', fields, undefined);
  // OpenAI's clients send one picture as `image` and several as `image[]`.
  const field = omni || pictures.length === 1 ? 'image' : 'image[]';
  const files = pictures.map((picture, index) => fileOf(field, picture, index));
  if (mask) {
    const bytes = maskPng(mask, omni ? 'white' : 'transparent');
    const name = omni ? 'mask_image' : 'mask';
    files.push({ field: name, name: 'mask.png', mediaType: 'image/png', bytes });
  }
  return new Draft('/images/edits', fields, files);
}
