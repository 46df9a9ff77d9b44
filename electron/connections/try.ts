import { deflateSync } from 'node:zlib';
import { openConnection, type ConnectionOptions } from './connection';
import { ConnectionError } from './error';
import { pngFile } from './mask';
import { isImages } from './request';
import type { ConnectionEvent, ConnectionRequest, EditRequest, QuestionTurn } from './types';
import type { Capabilities } from '../../shared/capabilities';
import { presetCapabilities, type Connection } from '../../shared/connection';

/** The smallest size that all models draw. */
const SIDE = 512;
/** Of the picture that is shown. */
const SHOWN_SIDE = 64;
const FEW_STEPS = 4;
/** Enough for a model that thinks before it says one word. */
const FEW_WORDS = 1024;
/** Servers of models that do not see may leave a picture out without a word. */
const RED = /\b(red|crimson|scarlet|rot)\b/i;
/** A person waits for all of it (ms). */
const LONGEST = 300_000;

/** What became of one thing that was tried; null for what was not. */
export type Trial = { readonly holds: true } | { readonly holds: false; readonly reason: string };

/** What a model at a server can do, as it showed. */
export interface Tried {
  readonly words: Trial | null;
  readonly sees: Trial | null;
  readonly draws: Trial | null;
  readonly edits: Trial | null;
  /** For the connection: the preset's, without what did not hold. */
  readonly capabilities: Capabilities;
}

const turn = (text: string, ...pictures: Uint8Array[]): QuestionTurn[] => [
  {
    role: 'user',
    parts: [
      ...pictures.map((bytes) => ({ type: 'image', bytes }) as const),
      { type: 'text', text },
    ],
  },
];

/**
 * Asks a model for a word, to look at a picture, and for a picture, as far as its dialect has them.
 *
 * @throws ConnectionError when the server cannot be asked at all, or was stopped
 */
export async function tryConnection(
  connection: Connection,
  options: ConnectionOptions = {},
): Promise<Tried> {
  const capabilities = presetCapabilities(connection.dialect);
  const limits = { ...connection.limits };
  limits.totalMs = Math.min(limits.totalMs, LONGEST);
  const open = await openConnection({ ...connection, capabilities, limits }, options);
  const images = isImages(connection.dialect);
  let thought = false;

  async function trial(
    request: ConnectionRequest,
    wanted: 'text' | 'colour' | 'image',
    mask?: EditRequest['mask'],
  ): Promise<Trial> {
    let came = false;
    let said = '';
    const listen = (event: ConnectionEvent): void => {
      const written = event.type === 'text' || event.type === 'thought';
      came ||= wanted === 'image' ? event.type === 'image' : written;
      thought ||= event.type === 'thought';
      if (written) said += event.text;
    };
    try {
      const { finish } = await (mask
        ? open.edit({ ...request, mask }, listen)
        : open.answer(request, listen));
      if (finish === 'cancelled') throw new ConnectionError('connection.stopped');
      const { name } = connection;
      if (wanted === 'colour' && !RED.test(said))
        throw new ConnectionError('connection.blind', { name });
      const { host } = new URL(connection.address);
      if (!came) throw new ConnectionError('connection.empty', { host });
      return { holds: true };
    } catch (error) {
      if (!(error instanceof ConnectionError) || HOPELESS.has(error.key)) throw error;
      return { holds: false, reason: error.message };
    }
  }

  const shown = redSquare(SHOWN_SIDE);
  const drawing = { width: SIDE, height: SIDE, steps: FEW_STEPS, seed: 1, count: 1 };
  const brief = { answer: 'words', maxTokens: FEW_WORDS } as const;
  try {
    const words = images
      ? null
      : await trial({ turns: turn('Answer with the one word: yes'), ...brief }, 'text');
    const sees = images
      ? null
      : await trial(
          { turns: turn('Which colour is this? Answer with one word.', shown), ...brief },
          'colour',
        );
    const draws =
      capabilities.draws === 'none'
        ? null
        : await trial(
            { turns: turn('A red circle on white.'), drawing, answer: 'picture' },
            'image',
          );
    const edits = images ? await tryEdit(trial, drawing) : null;
    return {
      words,
      sees,
      draws,
      edits,
      capabilities: shownBy({ words, sees, draws, edits }, capabilities, thought),
    };
  } finally {
    await open.close();
  }
}

/** With these nothing else would hold either. */
const HOPELESS: ReadonlySet<string> = new Set([
  'connection.stopped',
  'connection.unreachable',
  'connection.certificate',
  'connection.redirect',
  'connection.keyNeeded',
  'connection.keyRefused',
  'connection.credit',
  'connection.modelMissing',
  'connection.starting',
  'connection.tooMany',
]);

type TryOne = (
  request: ConnectionRequest,
  wanted: 'image',
  mask: EditRequest['mask'],
) => Promise<Trial>;

function tryEdit(trial: TryOne, drawing: ConnectionRequest['drawing']): Promise<Trial> {
  const redrawn = new Uint8Array(SIDE * SIDE).fill(1, 0, (SIDE * SIDE) / 2);
  const mask = { width: SIDE, height: SIDE, redrawn };
  return trial({ turns: turn('A blue sky.', redSquare(SIDE)), drawing }, 'image', mask);
}

function shownBy(
  { sees, draws, edits }: Omit<Tried, 'capabilities'>,
  preset: Capabilities,
  thought: boolean,
): Capabilities {
  const blind = sees?.holds === false || edits?.holds === false;
  const drawn = draws?.holds ?? false;
  return {
    ...preset,
    sees: blind ? 0 : preset.sees,
    draws: drawn ? preset.draws : 'none',
    edits: drawn && !blind ? preset.edits : 'none',
    thinks: thought ? 'words' : 'none',
  };
}

/** A red picture. */
function redSquare(side: number): Uint8Array {
  const row = Buffer.alloc(1 + 3 * side);
  for (let x = 0; x < side; x += 1) row[1 + 3 * x] = 220;
  const rows = Buffer.concat(Array.from({ length: side }, () => row));
  return pngFile(side, side, 'colour', deflateSync(rows));
}
