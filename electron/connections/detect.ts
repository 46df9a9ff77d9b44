import { z } from 'zod';
import { parseAddress } from './address';
import { unreadable } from './body';
import { transportOf, type ConnectionOptions } from './connection';
import { ConnectionError, shownText } from './error';
import { ask, type Peer } from './exchange';
import { DEFAULT_LIMITS, type ConnectionLimits, type Dialect } from '../../shared/connection';

const MOST_MODELS = 5000;
/** Descriptions are short, and a person waits for them. */
const LIMITS: ConnectionLimits = {
  ...DEFAULT_LIMITS,
  firstMs: 20_000,
  stallMs: 20_000,
  totalMs: 60_000,
  startMs: 0,
  answerBytes: 16_000_000,
};

/** A model that a server lists, and how it is likely asked. */
export interface ListedModel {
  readonly id: string;
  readonly dialect: Dialect;
}

/** What is at an address. */
export interface Detected {
  /** The base address that answered: `/v1` may have been added. */
  readonly address: string;
  /** Who runs the models, as far as the list tells. */
  readonly server:
    'vllm' | 'vllm-omni' | 'llama.cpp' | 'ollama' | 'openai' | 'gateway' | 'studio' | 'other';
  readonly models: readonly ListedModel[];
}

const modelSchema = z.object({
  id: z.string().min(1).max(500),
  owned_by: z.string().max(500).nullish().catch(null),
  /** OpenRouter's. */
  architecture: z
    .object({ output_modalities: z.array(z.string()).nullish() })
    .nullish()
    .catch(null),
  /** Vercel's gateway: `language`, `image` and others. */
  type: z.string().nullish().catch(null),
  pricing: z.unknown().optional(),
});
const listSchema = z.object({ data: z.array(modelSchema).max(MOST_MODELS) });
const pathsSchema = z.object({ paths: z.record(z.string(), z.unknown()) });

type Model = z.infer<typeof modelSchema>;

/** Models that both write and draw, by the names in vLLM-Omni's list (supported_models.md, 0.26). */
const WRITE_AND_DRAW = /bagel|hunyuanimage-3|ming-flash-omni|mammothmoda|lance|sensenova-u|janus/i;
const OPENAI_IMAGES = /^(gpt-image|chatgpt-image|dall-e)/i;

/**
 * Asks a server which models it has, and says how each is likely to be asked. Nothing of a
 * conversation is sent.
 *
 * @throws ConnectionError
 */
export async function detectDialect(
  address: string,
  options: ConnectionOptions & { readonly limits?: Partial<ConnectionLimits> } = {},
): Promise<Detected> {
  const { key, signal } = options;
  const limits = { ...LIMITS, ...options.limits };
  const base = parseAddress(address, key);
  const transport = await transportOf(base, limits.connectMs, options);
  const peer: Peer = { base, key, model: '', limits, fetch: transport.fetch, signal };
  try {
    const { at, list } = await listAt(peer);
    const [first] = list;
    const vllm = first?.owned_by === 'vllm';
    const draws = vllm && (await servesImages({ ...peer, base: at }));
    const server = draws ? 'vllm-omni' : serverOf(list);
    const models = list.map((model) => ({
      id: shownText(model.id) === model.id ? model.id : '',
      dialect: dialectOf(model, server),
    }));
    return { address: at.href, server, models: models.filter(({ id }) => id !== '') };
  } finally {
    await transport.close();
  }
}

/** The list of models at an address, or below `/v1` of it: people leave that out. */
async function listAt(peer: Peer): Promise<{ at: URL; list: Model[] }> {
  try {
    return { at: peer.base, list: await readList(peer) };
  } catch (error) {
    const elsewhere: readonly string[] = [
      'connection.nothingThere',
      'connection.page',
      'connection.unreadable',
    ];
    const missing = error instanceof ConnectionError && elsewhere.includes(error.key);
    if (!missing || /\/v\d[^/]*$/.test(peer.base.pathname)) throw error;
    const at = new URL(`${peer.base.href}/v1`);
    const list = await readList({ ...peer, base: at }).catch(() => undefined);
    if (!list) throw error;
    return { at, list };
  }
}

async function readList(peer: Peer): Promise<Model[]> {
  const value = await readJson(peer, '/models');
  const parsed = listSchema.safeParse(value);
  if (!parsed.success) throw unreadable(peer.base.host);
  return parsed.data.data;
}

async function readJson(peer: Peer, path: string): Promise<unknown> {
  const received = await ask(peer, { method: 'GET', path });
  try {
    if (received.mediaType === 'text/html') {
      throw new ConnectionError('connection.page', { host: received.host });
    }
    const text = await received.text();
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw error instanceof ConnectionError ? error : unreadable(peer.base.host);
  } finally {
    received.close();
  }
}

/** vLLM describes its own paths: only vLLM-Omni draws. */
async function servesImages(peer: Peer): Promise<boolean> {
  const base = new URL(peer.base.href.replace(/\/v1$/, ''));
  try {
    const parsed = pathsSchema.safeParse(await readJson({ ...peer, base }, '/openapi.json'));
    return parsed.success && '/v1/images/generations' in parsed.data.paths;
  } catch (error) {
    if (error instanceof ConnectionError && error.key === 'connection.stopped') throw error;
    // A server may hide its description; then words are what all of them have.
    return false;
  }
}

function serverOf(models: readonly Model[]): Detected['server'] {
  const owners = new Set(models.map((model) => model.owned_by ?? ''));
  const owned = (name: string): boolean => owners.has(name);
  if (models.some(({ architecture, type, pricing }) => architecture ?? type ?? pricing)) {
    return 'gateway';
  }
  if (owned('vllm')) return 'vllm';
  if (owned('llamacpp')) return 'llama.cpp';
  if (owned('library')) return 'ollama';
  if (owned('local')) return 'studio';
  if (owned('openai') || owned('system') || owned('openai-internal')) return 'openai';
  return 'other';
}

function dialectOf({ id, architecture, type }: Model, server: Detected['server']): Dialect {
  if (server === 'vllm-omni') {
    return WRITE_AND_DRAW.test(id) ? 'vllm-omni-chat' : 'vllm-omni-images';
  }
  // The studio's own server answers as vLLM-Omni does: pictures are parts of the content.
  if (server === 'studio') return 'vllm-omni-chat';
  if (architecture?.output_modalities?.includes('image')) return 'message-images';
  if (type === 'image') return 'openai-images';
  if (server === 'gateway' && /\bimage\b/i.test(id)) return 'message-images';
  return OPENAI_IMAGES.test(id) ? 'openai-images' : 'openai-chat';
}
