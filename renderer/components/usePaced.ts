import { useEffect, useRef, useState } from 'react';

/** Share of the time, one in so many, that the drawing of an answer may take while it comes. */
const SHARE = 4;

/**
 * A text that grows, as often as it can be drawn without holding up the window: the longer one
 * drawing takes, the longer the next one waits.
 *
 * @param grows whether more of it is to come; else it is given as it is
 */
export function usePaced(text: string, grows: boolean): string {
  const [shown, setShown] = useState(text);
  const latest = useRef(text);
  const timer = useRef(0);
  const asked = useRef(0);
  const took = useRef(0);

  useEffect(() => {
    took.current = performance.now() - asked.current;
  }, [shown]);

  useEffect(() => {
    latest.current = text;
    if (!grows || timer.current !== 0) return;
    const wait = asked.current === 0 ? 0 : took.current * (SHARE - 1);
    timer.current = window.setTimeout(() => {
      timer.current = 0;
      asked.current = performance.now();
      setShown(latest.current);
    }, wait);
  }, [text, grows]);

  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
      timer.current = 0;
    },
    [],
  );
  return grows ? shown : text;
}
