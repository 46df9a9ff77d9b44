import { formulaHtml } from '../../../shared/markdown/formula';
import {
  costOf,
  dividedAtMarks,
  MOST_TEX,
  encodedAddress,
  restored,
  type Piece,
} from '../../../shared/markdown/pieces';
import { escapeHtml } from './escapeHtml';

/** Elements whose words are shown as they were written. */
const LITERAL = /^<\/?(code|pre|a)\b/;

/** Puts formulas, addresses and breaks in the place of their marks, as far as one answer may cost. */
export class HtmlPieces {
  #left = MOST_TEX;

  constructor(private readonly pieces: readonly Piece[]) {}

  /** @param html as micromark writes it: within a tag no sign ends it */
  putIn(html: string): string {
    if (this.pieces.length === 0) return html;
    let literal = 0;
    return html.replace(/<[^>]*>|[^<]+/g, (token) => {
      if (!token.startsWith('<')) return this.#words(token, literal > 0);
      if (LITERAL.test(token)) literal += token.startsWith('</') ? -1 : 1;
      return restored(token, this.pieces, escapeHtml);
    });
  }

  #words(text: string, literal: boolean): string {
    return dividedAtMarks(text, this.pieces)
      .map((part) => (typeof part === 'string' ? part : this.#piece(part, literal)))
      .join('');
  }

  #piece(piece: Piece, literal: boolean): string {
    const source = escapeHtml(piece.source);
    if (literal) return source;
    if (piece.kind === 'break') return '<br>';
    if (piece.kind === 'address') {
      return `<a rel="noreferrer noopener" href="${escapeHtml(encodedAddress(piece.url))}">${source}</a>`;
    }
    this.#left -= costOf(piece.tex);
    return (this.#left >= 0 && formulaHtml(piece.tex, piece.display)) || source;
  }
}
