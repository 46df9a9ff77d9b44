import fs from 'node:fs/promises';
import path from 'node:path';
import type { Store } from '../store/open';
import type { Thumbnail, Thumbnails } from './thumbnails';

/** What the studio's pages may load and run: their own files and pictures, nothing remote. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Mantine writes its variables and positions into style elements and attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' studio://image studio://thumbnail blob: data:",
  "font-src 'self'",
  "connect-src 'self' studio://image",
  'media-src blob:',
  "worker-src 'self' blob:",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** What the protocol serves from. */
export interface Served {
  /** Folder of the compiled window. */
  readonly renderer: string;
  readonly images: Pick<Store['images'], 'image' | 'readImage'>;
  readonly thumbnails: Pick<Thumbnails, 'get'>;
}

const COMMON = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' };

const refuse = (status: number): Response => new Response(null, { status, headers: COMMON });

/**
 * Answers requests for `studio://`: the window's files under `app`, pictures under `image`, their
 * thumbnails under `thumbnail`. Everything else is 404, including paths that lead outside.
 */
export async function serve(
  { url, method }: Pick<Request, 'url' | 'method'>,
  served: Served,
): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return refuse(405);
  if (!URL.canParse(url)) return refuse(404);
  const { host, pathname } = new URL(url);
  if (host === 'app') return serveFile(pathname, served.renderer);
  if (host === 'image') {
    return serveImage(pathname.slice(1), async (hash) => ({
      bytes: await served.images.readImage(hash),
      mediaType: served.images.image(hash).mediaType,
    }));
  }
  if (host === 'thumbnail') {
    return serveImage(pathname.slice(1), (hash) => served.thumbnails.get(hash));
  }
  return refuse(404);
}

async function serveFile(pathname: string, folder: string): Promise<Response> {
  const type = TYPES[path.posix.extname(pathname)];
  // Names made by the bundler; anything else (escapes, dots, backslashes) is not ours.
  if (!type || !/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(pathname)) return refuse(404);
  const bytes = await fs.readFile(path.join(folder, pathname)).catch(() => undefined);
  if (!bytes) return refuse(404);
  return new Response(bytes, {
    headers: {
      ...COMMON,
      'Content-Type': type,
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'Cross-Origin-Opener-Policy': 'same-origin',
    },
  });
}

async function serveImage(
  hash: string,
  read: (hash: string) => Promise<Thumbnail>,
): Promise<Response> {
  if (!/^[0-9a-f]{64}$/.test(hash)) return refuse(404);
  try {
    const { bytes, mediaType } = await read(hash);
    return new Response(new Uint8Array(bytes), {
      headers: {
        ...COMMON,
        'Content-Type': mediaType,
        'Content-Security-Policy': "default-src 'none'; sandbox",
        // The window draws pictures on canvases; the content of a hash never changes.
        'Access-Control-Allow-Origin': 'studio://app',
        'Cross-Origin-Resource-Policy': 'cross-origin',
        'Cache-Control': 'private, max-age=31536000, immutable',
      },
    });
  } catch {
    return refuse(404);
  }
}
