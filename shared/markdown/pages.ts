/** A piece of Markdown that is read by itself, in a bounded time. */
export interface Page {
  /** What stands before the body when it is read: names of links, the beginning of its code or table. */
  readonly head: string;
  readonly body: string;
  /** About how much is drawn for it: its letters, and more for what becomes elements. */
  readonly weight: number;
  /** Whether it ends in the middle of a block. */
  readonly torn: boolean;
  /** How many marks of a kind are read in one of its paragraphs, see `boundedMarks`. */
  readonly marks: number;
}

/** Weight from which a page ends between two blocks, and the one at which it ends anywhere. */
const SOFT = 24_000;
const HARD = 250_000;
/** Weights beside one for each letter. */
const LINE = 24;
const MARK = 4;
const CELL = 8;
const NOTE = 200;
const LONGEST_LINE = 64_000;

/** Columns up to which something begins that holds other blocks: outside of code, and within. */
const FARTHEST = 100;
const FARTHEST_IN_CODE = 400;
/** Most cells of one text that are filled in because a row is shorter than the head of its table. */
const MOST_FILLED = 2000;

/** Steps that reading one paragraph may take, and how many marks of a kind are read in any. */
const STEPS = 4_000_000;
const LEAST_MARKS = 40;
const MOST_MARKS = 500;

/** Letters of names of links and notes that stand before each page. */
const MOST_NAMES = 10_000;

const MARKED = /[*_~`[\]<]/g;
/** What begins a quotation, a list or a note, within which other blocks may begin. */
const OPENER = /[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|\[\^[^\]\s]{1,99}\]:)/y;
const CONTINUES = /^(?:[ \t>]|[-*+](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$))/;
const FENCE = /^((?:[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(`{3,}(?=[^`]*$)|~{3,})/;
const NAMED = /^ {0,3}\[[^\]]{1,999}\]:[ \t]*\S/;

/**
 * Cuts Markdown into pages, between blocks that a reader takes apart anyway; only what is too much
 * for one page is torn. The bodies make up the text again, but for a backslash before what would
 * nest deeper than anybody nests. A text that grows keeps its pages but for the last one.
 *
 * @param most weight at which a page ends anywhere
 */
export function pagesOf(text: string, most = HARD): Page[] {
  const cutter = new Cutter(most);
  for (const [line] of text.matchAll(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g)) {
    for (let from = 0; from < line.length;) {
      const to = endOf(line, from + LONGEST_LINE);
      cutter.take(line.slice(from, to), from > 0);
      from = to;
    }
  }
  return cutter.finish();
}

/** Letters of a longer text that are looked at for its first pages. */
const LOOKED_AT = 1_000_000;

/**
 * The first pages of a text.
 *
 * @param weight of all of them together, about; the last one may be beyond it
 * @returns the pages, and how many letters come after them
 */
export function firstPages(text: string, weight: number): { pages: Page[]; left: number } {
  // Each letter weighs one at least, so that the pages lie within these.
  const pages = pagesOf(text.slice(0, Math.max(LOOKED_AT, weight + 2 * HARD)));
  let sum = 0;
  const end = pages.findIndex((page) => (sum += page.weight) >= weight);
  if (end < 0) return { pages, left: 0 };
  const shown = pages.slice(0, end + 1);
  const letters = shown.reduce((all, { body }) => all + body.length, 0);
  return { pages: shown, left: Math.max(0, text.length - letters) };
}

/** Where a piece of a line ends: never between the halves of a letter, or of the line's end. */
function endOf(line: string, wanted: number): number {
  const code = line.charCodeAt(wanted);
  const half = (code >= 0xdc00 && code <= 0xdfff) || code === 10;
  return half ? wanted - 1 : Math.min(wanted, line.length);
}

const columnsOf = (space: string): number => space.replaceAll('\t', '    ').length;

/** A line in which nothing that holds other blocks begins behind a column. */
function flattened(line: string, farthest: number): string {
  if (line.length <= farthest) return line;
  OPENER.lastIndex = 0;
  for (let opener = OPENER.exec(line); opener; opener = OPENER.exec(line)) {
    const end = OPENER.lastIndex;
    if (columnsOf(line.slice(0, end)) <= farthest) continue;
    const at = opener[0].endsWith(':') ? end - opener[0].trimStart().length : end - 1;
    return `${line.slice(0, at)}\\${line.slice(at)}`;
  }
  return line;
}

/** Columns of the table whose head stands above a line like `|---|---|`; 0 for any other line. */
function columnsBelow(words: string): number {
  let from = words.length;
  while (from > 0 && '|:- \t'.includes(words.charAt(from - 1))) from -= 1;
  const rule = words.slice(from);
  return rule.includes('-') && rule.includes('|') ? rule.split('|').length : 0;
}

/** Code that has begun and not ended. */
interface Fence {
  readonly line: string;
  readonly mark: string;
  readonly columns: number;
}

class Cutter {
  readonly #pages: Page[] = [];
  #names = '';
  #body: string[] = [];
  #head = '';
  #weight = 0;
  #fence: Fence | null = null;
  #last = '';
  /** Columns of the table that a line may go on with, and its head and rule to begin it again. */
  #columns = 0;
  #table = '';
  #filled = 0;
  /** Letters of the paragraph so far, and of the longest one of the page. */
  #paragraph = 0;
  #longest = 0;

  constructor(private readonly most: number) {}

  /** @param within whether it goes on with the line that was begun before */
  take(piece: string, within: boolean): void {
    const words = piece.replace(/[\r\n]+$/, '');
    const blank = words.trim() === '';
    const before = this.#fence;
    const code = within ? before !== null : this.#follow(words, blank);
    const between = this.#last === '' && !within && !blank && !before && !CONTINUES.test(words);
    const head = before ? `${before.line}\n` : this.#table;
    const filled = this.#fill(words, blank);
    const weight = code ? piece.length : this.#weigh(words);
    if (between && this.#weight >= SOFT) this.#cut('');
    else if (filled) this.#cut('', true);
    else if (this.#weight > 0 && this.#weight + weight > this.most) this.#cut(head, true);
    this.#weight += weight;
    this.#paragraph = blank ? 0 : this.#paragraph + piece.length;
    this.#longest = Math.max(this.#longest, this.#paragraph);
    this.#body.push(flattened(piece, code ? FARTHEST_IN_CODE : FARTHEST));
    this.#last = blank ? '' : words;
    if (!code && NAMED.test(words) && this.#names.length + words.length < MOST_NAMES) {
      this.#names += `${words}\n`;
    }
  }

  finish(): Page[] {
    this.#cut('');
    const [first = { head: '', body: '', weight: 0, torn: false, marks: MOST_MARKS }, ...others] =
      this.#pages;
    if (others.length === 0 || this.#names === '') return [first, ...others];
    return this.#pages.map((page) => ({ ...page, head: `${this.#names}\n${page.head}` }));
  }

  /** Follows where code begins and ends, as far as lines tell; whether a line is of it. */
  #follow(words: string, blank: boolean): boolean {
    const [, before = '', mark] = FENCE.exec(words) ?? [];
    const fence = this.#fence;
    if (!fence) {
      if (mark === undefined) return false;
      this.#fence = { line: words, mark, columns: columnsOf(before) };
      return true;
    }
    const columns = columnsOf(/^[ \t]*/.exec(words)?.[0] ?? '');
    if (!blank && columns < fence.columns) {
      // The list has ended that the code was in.
      this.#fence = null;
      return this.#follow(words, blank);
    }
    const end = words.trim();
    const same = end.startsWith(fence.mark) && end.replaceAll(fence.mark.charAt(0), '') === '';
    if (same && columns < fence.columns + 4) this.#fence = null;
    return true;
  }

  /** Counts the cells that a reader fills in; whether there are too many, so that the table ends. */
  #fill(words: string, blank: boolean): boolean {
    const below = columnsBelow(words);
    if (blank) this.#columns = 0;
    else if (below > 0) this.#columns = below;
    else if (this.#columns > 0) {
      this.#filled += Math.max(0, this.#columns - words.split('|').length);
    }
    const ended = this.#filled > MOST_FILLED;
    if (ended) {
      this.#filled = MOST_FILLED;
      this.#columns = 0;
    }
    if (below > 0) this.#table = CONTINUES.test(this.#last) ? '' : `${this.#last}\n${words}\n`;
    else if (this.#columns === 0) this.#table = '';
    return ended;
  }

  #weigh(words: string): number {
    const marks = words.match(MARKED)?.length ?? 0;
    const cells = Math.max(words.includes('|') ? words.split('|').length : 0, this.#columns);
    const note = words.trimStart().startsWith('[^') ? NOTE : 0;
    return words.length + LINE + MARK * marks + CELL * cells + note;
  }

  /** Ends the page; the next one begins with a head. */
  #cut(head: string, torn = false): void {
    if (this.#body.length === 0) return;
    const marks = Math.floor(STEPS / Math.max(1, this.#longest));
    this.#pages.push({
      head: this.#head,
      body: this.#body.join(''),
      weight: this.#weight,
      torn,
      marks: Math.min(MOST_MARKS, Math.max(LEAST_MARKS, marks)),
    });
    this.#head = head;
    this.#body = [];
    this.#weight = 0;
    this.#longest = this.#paragraph;
  }
}
