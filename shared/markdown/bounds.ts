/** Bounds within one paragraph, heading or cell, for whatever reads Markdown with micromark. */
import type { Options } from 'micromark';

/** An extension of micromark's syntax. */
export type Syntax = NonNullable<Options['extensions']>[number];
type Construct = Exclude<NonNullable<NonNullable<Syntax['text']>[number]>, readonly unknown[]>;
type Context = ThisParameterType<Construct['tokenize']>;

/** Marks that are weighed against each other, or that may read on to the end in vain. */
const KINDS = ['*_~', '[]', '`', '<'] as const;
type Kind = (typeof KINDS)[number];

/** Whether a backtick is the first of its run. */
function beginsRun(this: Context, before: number | null): boolean {
  return before !== 96 || this.events.at(-1)?.[1].type === 'characterEscape';
}

/**
 * Reads only so many marks of a kind in one paragraph, heading or cell; those behind them are the
 * letters that they are. The reader's own time grows with the square of their number.
 *
 * @param most how many marks of each kind are read
 * @param hit called when one was left as a letter
 */
export function boundedMarks(most: number, hit?: () => void): Syntax {
  const counts = new WeakMap<Context, Record<Kind, number>>();
  const guard = (kind: Kind): Construct => ({
    // A run of these is one mark: within it nothing else is tried either.
    ...(kind === '`' ? { previous: beginsRun } : {}),
    tokenize(effects, ok, nok) {
      const found = counts.get(this) ?? { '*_~': 0, '[]': 0, '`': 0, '<': 0 };
      counts.set(this, found);
      found[kind] += 1;
      if (found[kind] <= most) return nok;
      return (code) => {
        hit?.();
        effects.enter('data');
        effects.consume(code);
        effects.exit('data');
        return ok;
      };
    },
  });
  const text = KINDS.flatMap((kind) =>
    [...kind].map((mark) => [mark.charCodeAt(0), guard(kind)] as const),
  );
  return { text: Object.fromEntries(text) };
}
