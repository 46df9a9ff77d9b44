import katex from 'katex';

/** What a formula may cost to draw: nothing is loaded or run, and what is too large is refused. */
const OPTIONS = {
  throwOnError: true,
  strict: 'ignore',
  trust: false,
  maxExpand: 200,
  maxSize: 40,
} as const;

/** A formula as HTML and MathML; nothing for one that cannot be read. */
export function formulaHtml(tex: string, display: boolean): string | undefined {
  try {
    return katex.renderToString(tex, { ...OPTIONS, displayMode: display });
  } catch {
    return undefined;
  }
}
