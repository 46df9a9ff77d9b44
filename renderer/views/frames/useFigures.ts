import { useEffect, useState } from 'react';
import { figureOf, type Figure } from './similarity';

/**
 * How near a predicted frame is to the true one, beside repeating the last frame; nothing until it
 * is known, or where a frame is missing.
 */
export function useFigures(
  predicted: string | null,
  truth: string | null,
  last: string | null,
): Figure | null {
  const [known, setKnown] = useState<{ key: string; figure: Figure } | null>(null);
  const key = `${predicted}:${truth}:${last}`;
  useEffect(() => {
    if (!predicted || !truth || !last) return undefined;
    let current = true;
    figureOf(predicted, truth, last).then(
      (figure) => current && setKnown({ key, figure }),
      // A frame that cannot be read is told of where it is shown itself.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [predicted, truth, last, key]);
  return known?.key === key ? known.figure : null;
}
