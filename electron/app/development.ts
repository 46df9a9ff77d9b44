/**
 * What `npm run dev` alone has: the window's files come from Vite's server, which puts a changed
 * module into the running page. Only statements labelled `DEVELOPMENT` may use it: every other build
 * leaves them out, and this file with them, as long as nothing here is worked out when it is loaded.
 */
import { CONTENT_SECURITY_POLICY } from './protocol';

type Answer = (request: Request) => Promise<Response>;

/** Vite's server, as `http://127.0.0.1:PORT`; `build/dev/develop.mjs` compiles it in. */
const server = (): string => process.env.METAMORPH_DEV_SERVER ?? '';

const socket = (): string => server().replace(/^http/, 'ws');

/** Rules for names: the socket is asked for by its address. */
export const RESOLVED = 'MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';

/** The address of the socket over which the page is told of changes. */
export const changes = (): RegExp => new RegExp(`^${socket()}/`);

/** The policy of the studio, with the socket, and with the one script that Vite writes into the page. */
const policy = (): string =>
  CONTENT_SECURITY_POLICY.replace(
    "script-src 'self'",
    "script-src 'self' 'nonce-development'",
  ).replace("connect-src 'self'", `connect-src 'self' ${socket()}`);

/** Answers requests for the window's files from Vite's server, and all others as before. */
export function fromServer(before: Answer): Answer {
  return async (request) => {
    const { host, pathname, search } = new URL(request.url);
    if (host !== 'app') return before(request);
    const page = await fetch(`${server()}${pathname}${search}`, {
      headers: { Accept: request.headers.get('Accept') ?? '*/*' },
    }).catch(() => new Response(null, { status: 502 }));
    return new Response(page.body, {
      status: page.status,
      headers: {
        'Content-Type': page.headers.get('Content-Type') ?? '',
        'Content-Security-Policy': policy(),
      },
    });
  };
}
