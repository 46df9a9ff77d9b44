import type { ServerResponse } from 'node:http';
import { completionId, type Completed, type ContentPart, type Listener } from './complete';

/** How an answer reaches its client. */
export interface Responder extends Listener {
  end(completed: Completed): void;
}

const seconds = (): number => Math.floor(Date.now() / 1000);

/** Sends JSON and ends the response. */
export function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** The answer in one piece: a string where it is words alone, else its parts in order. */
export function respondWhole(response: ServerResponse, model: string): Responder {
  const parts: ContentPart[] = [];
  return {
    begin: () => undefined,
    part(part) {
      const last = parts.at(-1);
      if (part.type === 'text' && last?.type === 'text') {
        parts[parts.length - 1] = { type: 'text', text: last.text + part.text };
      } else parts.push(part);
    },
    end({ reason, usage }) {
      const words = parts.every(({ type }) => type === 'text');
      const content = words
        ? parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
        : parts;
      const message = { role: 'assistant', content, refusal: null };
      sendJson(response, 200, {
        id: completionId(),
        object: 'chat.completion',
        created: seconds(),
        model,
        choices: [{ index: 0, message, logprobs: null, finish_reason: reason }],
        usage,
      });
    },
  };
}

/**
 * The answer as it comes, as server-sent events: words as strings, each picture as a list of one
 * part.
 *
 * @param withUsage whether the last piece says what the answer cost
 */
export function respondStream(
  response: ServerResponse,
  model: string,
  withUsage: boolean,
): Responder {
  const common = {
    id: completionId(),
    object: 'chat.completion.chunk',
    created: seconds(),
    model,
  };
  const send = (delta: object, reason: string | null = null): void => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: reason }];
    response.write(`data: ${JSON.stringify({ ...common, choices })}\n\n`);
  };
  return {
    begin() {
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-cache',
        'X-Accel-Buffering': 'no',
      });
      send({ role: 'assistant', content: '' });
    },
    part: (part) => send({ content: part.type === 'text' ? part.text : [part] }),
    end({ reason, usage }) {
      send({}, reason);
      if (withUsage) {
        response.write(`data: ${JSON.stringify({ ...common, choices: [], usage })}\n\n`);
      }
      response.end('data: [DONE]\n\n');
    },
  };
}
