import { useCallback, useEffect, useRef, useState } from 'react';
import type { LibraryFilters, LibraryPicture, LikePicture } from '../../../shared/ipc/collection';
import { call } from '../../api';
import { runWork } from '../../state/task';

/** A search by likeness: to which picture, and what was found. */
export interface Like {
  readonly to: LibraryPicture | null;
  /** Null while it is searched. */
  readonly found: readonly LikePicture[] | null;
  readonly find: (picture: LibraryPicture) => void;
  readonly end: () => void;
}

/** Finds pictures that are like a chosen one, within the filters of the library. */
export function useLike(filters: LibraryFilters): Like {
  const { origin, packageName, words } = filters;
  const [to, setTo] = useState<LibraryPicture | null>(null);
  const [found, setFound] = useState<readonly LikePicture[] | null>(null);
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
