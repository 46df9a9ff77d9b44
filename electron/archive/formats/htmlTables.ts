/** About the width of a letter, in shares of the size of the print, and of the space of a cell. */
const LETTER = 0.68;
const PADDING = 1.3;
/** Widths of the text on paper in sizes of its print, and the smallest print that is read. */
const PAPER = 48;
const SMALLEST = 0.4;

/**
 * Tables in a frame of their own that scrolls. On paper, a table whose words and numbers do not fit
 * side by side is printed smaller; only what is too wide even then is broken within words.
 */
export function fittedTables(html: string, paper: boolean): string {
  if (!html.includes('<table')) return html;
  return html.replace(/<table( dir="auto")?>([^]*?)<\/table>/g, (_, dir = '', inside: string) => {
    const share = paper ? PAPER / widthOf(inside) : 1;
    const size = share < 1 ? ` style="font-size:${Math.max(SMALLEST, share).toFixed(2)}em"` : '';
    const kind = share < SMALLEST ? 'wide broken' : 'wide';
    return `<div class="${kind}"${dir as string}${size}><table${dir as string}>${inside}</table></div>`;
  });
}

/** Least width of a table: of each column its longest word. */
function widthOf(inside: string): number {
  const columns: number[] = [];
  for (const [, row = ''] of inside.matchAll(/<tr>([^]*?)<\/tr>/g)) {
    for (const [column, [, cell = '']] of [
      ...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g),
    ].entries()) {
      const words = cell
        .replace(/<[^>]*>/g, ' ')
        .replace(/&[a-z#0-9]+;/g, '.')
        .split(/\s+/);
      const longest = words.reduce((most, { length }) => Math.max(most, length), 0);
      columns[column] = Math.max(columns[column] ?? 0, longest);
    }
  }
  return columns.reduce((sum, letters) => sum + letters * LETTER + PADDING, 0);
}
