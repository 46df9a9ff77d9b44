/** Longer answers are shown as text: reading Markdown takes time that grows faster than its length. */
const LONGEST = 50_000;
/** Signs that may begin or end something; each is weighed against all others. */
const SIGNS = /[*_<[!|]/g;
const MOST_SIGNS = 4000;
/** Quotations, lists and brackets nested deeper than any person nests them. */
const DEEP = /(?:>[ \t]?){40}|(?:[-*+][ \t]){40}|\[{200}/;

/** Whether an answer is read as Markdown; hostile ones would take minutes. */
export const isParsable = (text: string): boolean =>
  text.length <= LONGEST && (text.match(SIGNS)?.length ?? 0) <= MOST_SIGNS && !DEEP.test(text);
