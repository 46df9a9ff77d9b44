import {
  costOf,
  dividedAtMarks,
  MOST_TEX,
  restored,
  type Piece,
} from '../../shared/markdown/pieces';

/** A node of a page as rehype builds it, as far as it is looked at here. */
interface PageNode {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: PageNode[];
}

/** Elements whose words are shown as they were written. */
const LITERAL = new Set(['code', 'pre', 'a']);
/** Blocks that find their own direction by their first letter. */
const DIRECTED = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'ul',
  'ol',
  'blockquote',
  'table',
]);

/** Name of the element of a formula; what answers say cannot make one. */
export const FORMULA = 'studio-formula';

/**
 * Rehype plugin, after the last one that looks for what is not allowed: puts formulas, addresses and
 * breaks in the place of their marks, and gives each block its own direction.
 */
export function markdownPieces(pieces: readonly Piece[]) {
  return (root: PageNode): void => {
    let left = MOST_TEX;
    const elementOf = (piece: Piece, literal: boolean): PageNode => {
      const { source, kind } = piece;
      const words = { type: 'text', value: source };
      if (literal) return words;
      if (kind === 'break') return element('br', {});
      if (kind === 'address') return element('a', { href: piece.url }, [words]);
      left -= costOf(piece.tex);
      if (left < 0) return words;
      return element(FORMULA, { tex: piece.tex, display: piece.display, source });
    };
    const change = (node: PageNode, literal: boolean): void => {
      for (const [name, value] of Object.entries(node.properties ?? {})) {
        if (typeof value === 'string' && node.properties) {
          node.properties[name] = restored(value, pieces);
        }
      }
      if (DIRECTED.has(node.tagName ?? '')) node.properties = { ...node.properties, dir: 'auto' };
      node.children = node.children?.flatMap((child) => {
        if (child.type === 'text') {
          return dividedAtMarks(child.value ?? '', pieces).map((part) =>
            typeof part === 'string' ? { type: 'text', value: part } : elementOf(part, literal),
          );
        }
        change(child, literal || LITERAL.has(child.tagName ?? ''));
        return [child];
      });
    };
    change(root, false);
  };
}

const element = (
  tagName: string,
  properties: Record<string, unknown>,
  children: PageNode[] = [],
): PageNode => ({ type: 'element', tagName, properties, children });
