/** Pieces of Markdown whose own rules go before those of its readers: formulas, addresses, breaks. */

/** A piece of a text, as it was written there. */
export type Piece = { readonly source: string } & (
  | { readonly kind: 'formula'; readonly tex: string; readonly display: boolean }
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'break' }
);

export interface Prepared {
  /** The text with a mark in the place of each piece; Markdown reads a mark as letters. */
  readonly text: string;
  /** By the number within its mark. */
  readonly pieces: readonly Piece[];
}

/** What the formulas of one answer that are drawn may cost; each letter becomes some hundred of HTML. */
export const MOST_TEX = 40_000;

/** What drawing a formula costs: its letters, and its frame. */
export const costOf = (tex: string): number => tex.length + 20;

const OPEN = '\uE000';
const CLOSE = '\uE001';
/** A mark, as letters or within an address. */
const MARK = /(?:\uE000|%EE%80%80)(\d{1,7})(?:\uE001|%EE%80%81)/g;

/** Punctuation of Chinese, Japanese and print, which no address holds; for a class of a pattern. */
export const FULL_WIDTH = '\\u2014\\u2018-\\u201D\\u2026\\u3000-\\u303F\\uFF00-\\uFFEF';

const INTERESTING = new RegExp(`\\\\[([]|\\\\begin\\{|\\$|<br|[${FULL_WIDTH}]`, 'i');
const FENCE = /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(`{3,}(?=[^`]*$)|~{3,})/;
const DEFINITION = /^ {0,3}\[[^\]]{1,999}\]:/;
const LONGEST_TEX = 10_000;

/** Takes the pieces out of a text; code and addresses in brackets are left as they are. */
export function prepared(text: string): Prepared {
  if (!INTERESTING.test(text) || text.includes(OPEN)) return { text, pieces: [] };
  const pieces: Piece[] = [];
  const made: string[] = [];
  let block = '';
  let fence = '';
  const flush = (): void => {
    if (block !== '') made.push(new Block(block, pieces).run());
    block = '';
  };
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? text.length : end + 1);
    from += line.length;
    const mark = FENCE.exec(line.trimEnd())?.[1] ?? '';
    if (fence !== '') {
      made.push(line);
      if (mark.startsWith(fence) && line.trim().replace(/^[> \t]+/, '') === mark) fence = '';
    } else if (mark !== '' || line.trim() === '' || DEFINITION.test(line)) {
      flush();
      made.push(line);
      fence = mark;
    } else block += line;
  }
  flush();
  return { text: made.join(''), pieces };
}

/** Numbers of the pieces whose marks stand in a text. */
export const marksIn = (text: string): number[] =>
  [...text.matchAll(MARK)].map(([, number]) => Number(number));

/** An address of the web as it stands in a page. */
export const encodedAddress = (url: string): string => encodeURI(url.replace(/\p{Cs}/gu, '\uFFFD'));

/** A text with what each mark stands for, as it was written. */
export const restored = (
  text: string,
  pieces: readonly Piece[],
  write: (source: string) => string = (source) => source,
): string =>
  text.replace(MARK, (mark, number: string) => {
    const source = pieces[Number(number)]?.source;
    if (source === undefined) return mark;
    return write(mark.startsWith(OPEN) ? source : encodedAddress(source));
  });

/** A text cut at its marks: words and pieces in turns. */
export function dividedAtMarks(text: string, pieces: readonly Piece[]): (string | Piece)[] {
  const parts: (string | Piece)[] = [];
  let from = 0;
  for (const found of text.matchAll(MARK)) {
    const piece = pieces[Number(found[1])];
    if (!piece) continue;
    if (found.index > from) parts.push(text.slice(from, found.index));
    parts.push(piece);
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

const BREAK = /<br[ \t]*\/?>/iy;
const TAG = /<[a-z/!?][^<>\n]{0,2000}>/iy;
const DESTINATION = /\((?:[^()\s\\]|\\.|\([^()\s]{0,2000}\)){0,4000}/y;
const ENVIRONMENT = /\\begin\{((?:equation|align|alignat|gather|CD)\*?)\}/y;
/** An address, and a sign behind it that no address holds. */
const ADDRESS = new RegExp(
  `(?:https?://|www\\.)[^\\s<>\\p{Cc}${FULL_WIDTH}]{1,4000}(?=[${FULL_WIDTH}])`,
  'iuy',
);

/** Lines without a blank one or code among them. */
class Block {
  readonly #made: string[] = [];
  #at = 0;
  #kept = 0;
  /** Brackets that are open: what stands in them may be the words of a link. */
  #brackets = 0;
  /** What was sought in vain, and is so behind that place too. */
  readonly #vain = new Set<string>();
  readonly #quoted: boolean;

  constructor(
    private readonly text: string,
    private readonly pieces: Piece[],
  ) {
    this.#quoted = /^[ \t]*>/.test(text);
  }

  run(): string {
    const { text } = this;
    while (this.#at < text.length) {
      switch (text.charAt(this.#at)) {
        case '\\':
          this.#escape();
          break;
        case '`':
          this.#code();
          break;
        case '$':
          this.#dollar();
          break;
        case '<':
          this.#tag();
          break;
        case '[':
          this.#brackets += 1;
          this.#at += 1;
          break;
        case ']':
          this.#closeBracket();
          break;
        case 'h':
        case 'H':
        case 'w':
        case 'W':
          this.#address();
          break;
        default:
          this.#at += 1;
      }
    }
    return this.#made.join('') + text.slice(this.#kept);
  }

  #take(end: number, piece: Piece): void {
    this.#made.push(this.text.slice(this.#kept, this.#at), OPEN, String(this.pieces.length), CLOSE);
    this.pieces.push(piece);
    this.#at = end;
    this.#kept = end;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.text);
  }

  #escape(): void {
    const next = this.text.charAt(this.#at + 1);
    if (next === '(') return this.#formula(2, '\\)', false);
    if (next === '[') return this.#formula(2, '\\]', true);
    const environment = next === 'b' ? this.#match(ENVIRONMENT)?.[1] : undefined;
    if (environment !== undefined) return this.#formula(0, `\\end{${environment}}`, true);
    this.#at += 2;
  }

  /** @param opening letters that open it; none where they belong to the formula, as their ends do */
  #formula(opening: number, closing: string, display: boolean): void {
    const from = this.#at + opening;
    const end = this.#endOf(closing, from);
    if (end === undefined || this.text.slice(from, end).trim() === '') {
      this.#at += 2;
      return;
    }
    const after = end + closing.length;
    this.#takeFormula(after, this.text.slice(from, opening > 0 ? end : after), display);
  }

  #takeFormula(end: number, written: string, display: boolean): void {
    const tex = this.#quoted ? written.replace(/\n[ \t]*(?:>[ \t]?)+/g, '\n') : written;
    this.#take(end, { kind: 'formula', source: this.text.slice(this.#at, end), tex, display });
  }

  /** Where a formula ends; a backslash before a backslash is no beginning of its end. */
  #endOf(closing: string, from: number): number | undefined {
    if (this.#vain.has(closing)) return undefined;
    const most = Math.min(this.text.length, from + LONGEST_TEX);
    for (let at = from; at < most; at += 1) {
      if (this.text.startsWith(closing, at)) return at;
      if (this.text.charAt(at) === '\\') at += 1;
    }
    this.#vain.add(closing);
    return undefined;
  }

  #dollar(): void {
    const { text } = this;
    if (text.startsWith('$$', this.#at)) {
      const end = this.#endOf('$$', this.#at + 2);
      const tex = end === undefined ? '' : text.slice(this.#at + 2, end);
      if (end === undefined || tex.trim() === '') this.#at += 2;
      else this.#takeFormula(end + 2, tex, true);
      return;
    }
    // Sums of money: a formula touches both its signs, and no digit stands behind it.
    const tex = this.#match(
      /\$(?=[^\s$])((?:[^$\\\n`]|\\[^\n]){1,1000})(?<=[^\s\\]|\\[^\n])\$(?!\d)/y,
    )?.[1];
    const before = text.charAt(this.#at - 1);
    if (tex === undefined || /[A-Za-z0-9]/.test(before)) this.#at += 1;
    else this.#takeFormula(this.#at + tex.length + 2, tex, false);
  }

  #code(): void {
    const run = this.#match(/`+/y)?.[0] ?? '`';
    this.#at += run.length;
    if (this.#vain.has(run)) return;
    for (const found of this.text.slice(this.#at).matchAll(/`+/g)) {
      if (found[0] !== run) continue;
      this.#at += found.index + run.length;
      return;
    }
    this.#vain.add(run);
  }

  #tag(): void {
    const line = this.#match(BREAK)?.[0];
    if (line !== undefined) {
      this.#take(this.#at + line.length, { kind: 'break', source: line });
      return;
    }
    this.#at +=
      this.#match(TAG)?.[0].length ?? this.#match(/<https?:[^\s<>]{0,4000}>/iy)?.[0].length ?? 1;
  }

  #closeBracket(): void {
    this.#brackets = Math.max(0, this.#brackets - 1);
    this.#at += 1;
    this.#at += this.#match(DESTINATION)?.[0].length ?? 0;
  }

  #address(): void {
    const before = this.text.charAt(this.#at - 1);
    const found = this.#match(ADDRESS)?.[0];
    if (found === undefined || this.#brackets > 0 || /[A-Za-z0-9/.@_-]/.test(before)) {
      this.#at += 1;
      return;
    }
    const source = withoutEnd(found);
    const url = /^www\./i.test(source) ? `http://${source}` : source;
    if (/^https?:\/\/[^/]*\.|localhost/i.test(url)) {
      this.#take(this.#at + source.length, { kind: 'address', source, url });
    } else this.#at += source.length;
  }
}

/** An address without the marks that end a sentence, or close what was opened before it. */
function withoutEnd(address: string): string {
  let unopened = address.split(')').length - address.split('(').length;
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    if (/[?!.,:*_~'"]/.test(last)) continue;
    if (last !== ')' || unopened <= 0) break;
    unopened -= 1;
  }
  return address.slice(0, end);
}
