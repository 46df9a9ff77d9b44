import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../api';
import { runWork } from '../../state/task';
import type { LibraryPicture, SimilarPicture, LibraryFilters } from '../../../shared/ipc/library';

/** A similarity search: to which picture, and what was found. */
export interface SimilarTo {
  readonly to: LibraryPicture | null;
  /** Null while it is searched. */
  readonly found: readonly SimilarPicture[] | null;
  readonly find: (picture: LibraryPicture) => void;
  readonly end: () => void;
}

/** Finds pictures that are like a chosen one, within the filters of the library. */
export function useSimilarity(filters: LibraryFilters): SimilarTo {
  const { origin, packageName, words } = filters;
  const [to, setTo] = useState<LibraryPicture | null>(null);
  const [found, setFound] = useState<readonly SimilarPicture[] | null>(null);
  const request = useRef(0);

  useEffect(() => {
    if (!to) return;
    const mine = (request.current += 1);
    setFound(null);
    void runWork(() =>
      call('library.similar', { image: to.image, filters: { origin, packageName, words } }),
    ).then((pictures) => {
      if (mine !== request.current) return;
      // Stopped, or refused with a word: the library is shown again.
      if (pictures) setFound(pictures);
      else setTo(null);
    });
  }, [to, origin, packageName, words]);

  const end = useCallback((): void => {
    request.current += 1;
    setTo(null);
    setFound(null);
  }, []);

  return { to, found, find: setTo, end };
}
