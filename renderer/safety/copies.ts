/** The automatic copies of all data, as the window shows them. */
import { useCallback, useEffect, useState } from 'react';
import { runWork } from '../archive/work';
import type { CallOutput } from '../../shared/contract';
import { call } from '../api';
import { words } from '../i18n';
import { attempt, notify } from '../state/notify';

export type Copies = CallOutput<'copies.list'>;

/** All copies, and a way to make one more. */
export function useCopies(): { readonly copies: Copies | null; readonly make: () => void } {
  const [copies, setCopies] = useState<Copies | null>(null);
  const load = useCallback(async (): Promise<void> => {
    const found = await attempt(() => call('copies.list', {}));
    if (found) setCopies(found);
  }, []);
  useEffect(() => {
    void load();
  }, [load]);
  const make = useCallback((): void => {
    void runWork(() => call('copies.make', {})).then(async (made) => {
      if (made) notify(words('safety.made', { count: made.conversations }));
      await load();
    });
  }, [load]);
  return { copies, make };
}
