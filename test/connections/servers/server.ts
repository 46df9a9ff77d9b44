/** A small server of a model: it notes what it was asked, and answers in the form of a dialect. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dialect } from '../../../shared/connection';

/** What a model answers, whatever the form. */
export interface Said {
  readonly thoughts?: readonly string[];
  readonly words?: readonly string[];
  readonly pictures?: readonly Uint8Array[];
  readonly finish?: 'stop' | 'length' | 'content_filter';
}

export type Body = Readonly<Record<string, unknown>>;

export interface FormPart {
  readonly name: string;
  readonly filename: string | undefined;
  readonly mediaType: string | undefined;
  readonly bytes: Buffer;
}

/** A request as it came. */
export interface Noted {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** The JSON that was sent, or the fields of a form. */
  readonly body: Body;
  readonly parts: readonly FormPart[];
}

/** A refusal: status and body. */
export type Refused = readonly [number, object];

/** The forms of a dialect. */
export interface ServerForm {
  readonly dialect: Dialect;
  readonly model: string;
  /** What `GET /v1/models` lists. */
  readonly models: object;
  /** What answers at a path; nothing for a path that the server lacks. */
  readonly paths: readonly string[];
  refuse?(request: Noted): Refused | undefined;
  whole(said: Said, request: Noted): object;
  /** Events of a stream, without the last `[DONE]` where the server has none. */
  events(said: Said, request: Noted): readonly string[];
  /** A key that is refused, and a model that is not there. */
  readonly unauthorised: Refused;
  readonly noModel: (model: string) => Refused;
}

export type Handler = (
  noted: Noted,
  response: http.ServerResponse,
  request: http.IncomingMessage,
) => void;

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const dataUrl = (bytes: Uint8Array): string => `data:image/png;base64,${base64(bytes)}`;
export const event = (value: object | string): string =>
  `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;

export class ModelServer {
  readonly requests: Noted[] = [];
  said: Said = { words: ['Hello', ' there.'] };
  /** The key that is accepted; every other one is refused. */
  key: string | undefined;
  /** Answers in place of the form. */
  instead: Handler | undefined;
  readonly #http = http.createServer((request, response) => void this.#read(request, response));

  constructor(private readonly form: ServerForm | undefined) {}

  get origin(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  get address(): string {
    return `${this.origin}/v1`;
  }

  /** Sockets that are open. */
  sockets(): Promise<number> {
    return new Promise((resolve) => this.#http.getConnections((_, count) => resolve(count)));
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #read(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const bytes = Buffer.concat(chunks);
    const type = request.headers['content-type'] ?? '';
    const parts = type.startsWith('multipart/') ? formParts(bytes, type) : [];
    const noted: Noted = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization,
      headers: request.headers,
      bytes,
      body: parts.length > 0 ? fieldsOf(parts) : jsonOf(bytes),
      parts,
    };
    this.requests.push(noted);
    if (this.instead) this.instead(noted, response, request);
    else this.#answer(noted, response);
  }

  #answer(noted: Noted, response: http.ServerResponse): void {
    const { form, key } = this;
    if (!form) return send(response, 404, { error: 'Not Found' });
    if (key !== undefined && noted.authorization !== `Bearer ${key}`) {
      return send(response, ...form.unauthorised);
    }
    const path = noted.path.replace(/^\/v1/, '');
    if (noted.method === 'GET' && path === '/models') return send(response, 200, form.models);
    if (!form.paths.includes(path)) return send(response, 404, { detail: 'Not Found' });
    const refused =
      typeof noted.body.model === 'string' && noted.body.model !== form.model
        ? form.noModel(noted.body.model)
        : form.refuse?.(noted);
    if (refused) return send(response, ...refused);
    if (noted.body.stream !== true && noted.body.stream !== 'true') {
      return send(response, 200, form.whole(this.said, noted));
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.end(form.events(this.said, noted).join(''));
  }
}

export function send(response: http.ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function jsonOf(bytes: Buffer): Body {
  try {
    return JSON.parse(bytes.toString()) as Body;
  } catch {
    return {};
  }
}

/** Reads a form as RFC 7578 has it, and nothing else. */
function formParts(bytes: Buffer, type: string): FormPart[] {
  const boundary = /boundary=([^;]+)/.exec(type)?.[1] ?? '';
  const mark = Buffer.from(`--${boundary}`);
  const parts: FormPart[] = [];
  let begin = bytes.indexOf(mark);
  while (begin >= 0) {
    const end = bytes.indexOf(mark, begin + mark.length);
    if (end < 0) break;
    const part = bytes.subarray(begin + mark.length + 2, end - 2);
    const gap = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, gap).toString();
    parts.push({
      name: /[ ;]name="([^"]*)"/.exec(head)?.[1] ?? '',
      filename: /filename="([^"]*)"/.exec(head)?.[1],
      mediaType: /content-type: *(\S+)/i.exec(head)?.[1],
      bytes: part.subarray(gap + 4),
    });
    begin = end;
  }
  return parts;
}

const fieldsOf = (parts: readonly FormPart[]): Body =>
  Object.fromEntries(
    parts.filter(({ filename }) => !filename).map(({ name, bytes }) => [name, bytes.toString()]),
  );
