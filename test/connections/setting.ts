/** What the tests of connections share: servers, pictures, and an answer with what came of it. */
import { afterEach } from 'vitest';
import { openConnection, type ConnectionOptions } from '../../electron/connections/connection';
import { ConnectionError } from '../../electron/connections/error';
import type {
  ConnectionEvent,
  ConnectionRequest,
  ConnectionResult,
  EditRequest,
} from '../../electron/connections/types';
import { encodePng } from '../../electron/images/encodePng';
import {
  DEFAULT_LIMITS,
  presetCapabilities,
  type Connection,
  type Dialect,
} from '../../shared/connection';
import { messageImages } from './servers/messageImages';
import { omniChat } from './servers/omniChat';
import { omniImages } from './servers/omniImages';
import { openaiChat } from './servers/openaiChat';
import { openaiImages } from './servers/openaiImages';
import { ModelServer, type ServerForm } from './servers/server';

export const FORMS: readonly ServerForm[] = [
  openaiChat,
  omniChat,
  omniImages,
  messageImages,
  openaiImages,
];
export const CHATS = FORMS.filter(({ paths }) => paths.includes('/chat/completions'));
export const IMAGES = FORMS.filter(({ paths }) => paths.includes('/images/edits'));

export const KEY = 'sk-theSecretOfThePerson0123456789';

/** A picture of one colour. */
export function pngOf(side: number, red = 200): Uint8Array {
  return encodePng(new Uint8Array(side * side * 3).fill(red), side, side);
}

const servers: ModelServer[] = [];
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  for (const server of servers.splice(0)) await server.close();
});

/** A server of a form, or one that a test gives its answers; closed after the test. */
export async function serve(form?: ServerForm): Promise<ModelServer> {
  const server = new ModelServer(form);
  await server.listen();
  servers.push(server);
  return server;
}

/** Limits that lose no time. */
export const LIMITS = { ...DEFAULT_LIMITS, firstMs: 5000, stallMs: 5000, startMs: 0 };

export const connectionTo = (
  address: string,
  dialect: Dialect,
  more: Partial<Connection> = {},
): Connection => ({
  id: '00000000-0000-4000-8000-000000000001',
  name: 'The server',
  address,
  model: '',
  dialect,
  template: { preset: 'plain' },
  capabilities: presetCapabilities(dialect),
  limits: LIMITS,
  ...more,
});

export const question = (text: string, ...pictures: Uint8Array[]): ConnectionRequest => ({
  turns: [
    {
      role: 'user',
      parts: [
        ...pictures.map((bytes) => ({ type: 'image', bytes }) as const),
        { type: 'text', text },
      ],
    },
  ],
});

/** What came of a request. */
export interface Outcome {
  readonly events: ConnectionEvent[];
  readonly result: ConnectionResult | undefined;
  readonly error: unknown;
  /** The words, thoughts and pictures of the events. */
  readonly text: string;
  readonly thoughts: string;
  readonly pictures: Uint8Array[];
}

interface Asking extends ConnectionOptions {
  readonly edit?: boolean;
  readonly stop?: AbortSignal;
  readonly onEvent?: (event: ConnectionEvent) => void;
}

/** Opens a connection, asks once and closes it. */
export async function outcomeOf(
  connection: Connection,
  request: EditRequest,
  { edit = false, stop, onEvent, ...options }: Asking = {},
): Promise<Outcome> {
  const events: ConnectionEvent[] = [];
  let result: ConnectionResult | undefined;
  let error: unknown;
  const listen = (event: ConnectionEvent): void => {
    events.push(event);
    onEvent?.(event);
  };
  try {
    const open = await openConnection(connection, options);
    opened.push(open);
    result = await (edit ? open.edit(request, listen, stop) : open.answer(request, listen, stop));
  } catch (thrown) {
    error = thrown;
  }
  const wordsOf = (type: 'text' | 'thought'): string =>
    events.map((event) => (event.type === type ? event.text : '')).join('');
  return {
    events,
    result,
    error,
    text: wordsOf('text'),
    thoughts: wordsOf('thought'),
    pictures: events.flatMap((event) => (event.type === 'image' ? [event.bytes] : [])),
  };
}

/** The key of the sentence that an outcome ended with; throws anything that was not foreseen. */
export function keyOf({ error }: Pick<Outcome, 'error'>): string | undefined {
  if (error === undefined || error instanceof ConnectionError) return error?.key;
  throw error instanceof Error ? error : new Error('Something else was thrown.');
}
