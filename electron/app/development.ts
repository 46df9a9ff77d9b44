/**
 * For `npm run dev` only: the window's files come from Vite's server, which replaces changed modules in
 * the running page. Only statements labelled `DEVELOPMENT` may use it: every other build leaves them out,
 * and this file with them, as long as it has no side effects when loaded.
 */
import { CONTENT_SECURITY_POLICY } from './protocol';

type Answer = (request: Request) => Promise<Response>;

/** Vite's server, as `http://127.0.0.1:PORT`; `build/dev/develop.mjs` compiles it in. */
const server = (): string => process.env.METAMORPH_DEV_SERVER ?? '';

const socket = (): string => server().replace(/^http/, 'ws');

/** Resolver rules that allow the socket, which is addressed by IP. */
export const RESOLVED = 'MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';

/** The address of the socket that notifies the page of changes. */
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
