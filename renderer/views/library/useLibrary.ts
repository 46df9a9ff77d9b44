import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../api';
import { attempt } from '../../state/notify';
import { useStudio } from '../../state/studio';
import type { LibraryPicture, LibraryFilters } from '../../../shared/ipc/library';

const PAGE = 200;
const TYPING_MS = 150;

interface Shown {
  readonly pictures: readonly LibraryPicture[] | null;
  readonly total: number | null;
}

/** Pictures that fit the filters, page by page; new ones come in as they are drawn. */
export function useLibrary(filters: LibraryFilters): Shown & { readonly more: () => void } {
  const { origin, packageName } = filters;
  const [words] = useDebouncedValue(filters.words, TYPING_MS);
  // The list changes whenever an answer begins or ends.
  const conversations = useStudio((state) => state.conversations);
  const [shown, setShown] = useState<Shown>({ pictures: null, total: null });
  const request = useRef(0);
  const loading = useRef(false);

  const load = useCallback(
    async (offset: number, limit: number): Promise<void> => {
      const mine = (request.current += 1);
      loading.current = true;
      const page = await attempt(() =>
        call('library.list', { filters: { origin, packageName, words }, offset, limit }),
      );
      if (mine !== request.current) return;
      loading.current = false;
      if (!page) return;
      setShown(({ pictures }) => ({
        total: page.total,
        pictures: [...(pictures ?? []).slice(0, offset), ...page.pictures],
      }));
    },
    [origin, packageName, words],
  );

  useEffect(() => {
    void load(0, PAGE);
  }, [load, conversations]);

  const more = useCallback((): void => {
    const there = shown.pictures?.length ?? 0;
    if (loading.current || there === 0 || there >= (shown.total ?? 0)) return;
    void load(there, PAGE);
  }, [load, shown]);

  return { ...shown, more };
}

/** Names of the packages that drew pictures. */
export function usePackages(): string[] {
  const [packages, setPackages] = useState<string[]>([]);
  useEffect(() => {
    void attempt(() => call('library.packages', {})).then((names) => names && setPackages(names));
  }, []);
  return packages;
}
