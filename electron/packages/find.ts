import type { PackageCard } from '../../shared/ipc/packages';

/** Letters of a hash that name a package. */
const LEAST_HASH = 8;

/**
 * The package that a person means by its name, by its name without spaces and capitals (as catalogues
 * write it), by the beginning of its hash, or as `embedded`; the newest version of a name.
 */
export function findPackage(cards: readonly PackageCard[], text: string): PackageCard | undefined {
  const wanted = plain(text);
  const byHash = text.length >= LEAST_HASH && /^[0-9a-f]+$/.test(text);
  return cards.findLast(
    ({ choice, name, hash }) =>
      plain(name) === wanted || choice === text || (byHash && hash.startsWith(text)),
  );
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '-');
