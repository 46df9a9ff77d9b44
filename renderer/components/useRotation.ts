import { useState } from 'react';

/** Some of many words at a time, and what shows the next ones; nothing where all are shown. */
export function useRotation(
  all: readonly string[],
  most: number,
): [readonly string[], (() => void) | undefined] {
  const [from, setFrom] = useState(0);
  if (all.length <= most) return [all, undefined];
  const shown = Array.from({ length: most }, (_, index) => all[(from + index) % all.length] ?? '');
  return [shown, () => setFrom(from + most)];
}
