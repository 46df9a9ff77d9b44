const VARIABLES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'] as const;

let loaded: Promise<typeof fetch> | undefined;

/**
 * The `fetch` to use: Node's, or one that obeys HTTP_PROXY, HTTPS_PROXY and NO_PROXY if one is set.
 * Node has a switch of its own for that only since 24, and the fallback Electron runs Node 20.
 */
export function systemFetch(): Promise<typeof fetch> {
  if (!VARIABLES.some((name) => process.env[name])) return Promise.resolve(fetch);
  loaded ??= import('undici').then(({ EnvHttpProxyAgent, fetch: proxied }) => {
    const dispatcher = new EnvHttpProxyAgent();
    // The agent goes with the fetch of its own release: Node's may be older than it.
    const viaProxy: unknown = (url: string, init: object) => proxied(url, { ...init, dispatcher });
    return viaProxy as typeof fetch;
  });
  return loaded;
}
