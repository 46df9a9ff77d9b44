import { useEffect, useState } from 'react';
import { call } from '../../api';
import { attempt } from '../../state/notify';
import { useStudio } from '../../state/studio';

/**
 * Name of the package that answers the next question of the open conversation, where it is another
 * one than is loaded now.
 *
 * @param loaded hash of the loaded package
 */
export function useNextPackage(loaded: string | undefined): string | undefined {
  const conversationId = useStudio((state) => state.view?.id);
  const [next, setNext] = useState<{ readonly for: string; readonly name?: string }>();
  const key = `${conversationId ?? ''} ${loaded ?? ''}`;
  useEffect(() => {
    if (!conversationId || loaded === undefined) return undefined;
    let left = false;
    void attempt(async () => {
      const { hash, name } = await call('packages.answering', { conversationId });
      if (!left) setNext(hash === loaded || hash === '' ? { for: key } : { for: key, name });
    });
    return () => {
      left = true;
    };
  }, [conversationId, loaded, key]);
  return next?.for === key ? next.name : undefined;
}
