/** A program older than this (milliseconds) is built on a browser that is known to be vulnerable. */
const OLD = 365 * 24 * 60 * 60 * 1000;

/** Why a program should be replaced: by what it runs on, or by its age; null while it need not be. */
export function ageProblem(
  about: { readonly electronOrigin: 'electron' | 'fallback'; readonly builtAt: number },
  now = Date.now(),
): 'fallback' | 'old' | null {
  if (about.electronOrigin === 'fallback') return 'fallback';
  return now - about.builtAt > OLD ? 'old' : null;
}
