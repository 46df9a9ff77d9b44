import { Anchor, Checkbox, Code, Table } from '@mantine/core';
import { isValidElement, memo, type ReactNode, useMemo, useState } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { useTranslation } from 'react-i18next';
import { boundedMarks, type Syntax } from '../../shared/markdown/bounds';
import { firstPages, type Page } from '../../shared/markdown/pages';
import { marksIn, prepared, type Piece } from '../../shared/markdown/pieces';
import { CopyButton } from './CopyButton';
import { Formula } from './Formula';
import { FORMULA, markdownPieces } from './markdownPieces';
import classes from './Markdown.module.css';
import { ShowMore } from './ShowMore';
import { openDialog } from '../state/studio';

/** Weight of the pages that are shown at first, and of more with each press. */
const STEP = 250_000;

/** Addresses that may be opened after asking. */
const OPENABLE = /^(https:\/\/|mailto:)/i;

function PictureElsewhere({ words }: { readonly words: string | undefined }) {
  const { t } = useTranslation();
  return (
    <em className={classes.elsewhere}>
      {words ? t('markdown.pictureNamed', { words }) : t('markdown.picture')}
    </em>
  );
}

function CodeBlock({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={classes.codeBlock}>
      <pre className={classes.pre} tabIndex={0}>
        {children}
      </pre>
      <div className={classes.copyCode}>
        <CopyButton label={t('markdown.copyCode')} text={() => textOfNode(children)} />
      </div>
    </div>
  );
}

/** A node of Markdown as remark builds it, as far as `htmlAsText` looks at it. */
interface MarkdownNode {
  type: string;
  children?: MarkdownNode[];
}

/** Remark plugin: HTML in an answer is shown as the words it is, so that none of them vanish. */
function htmlAsText() {
  return function change(node: MarkdownNode): void {
    for (const child of node.children ?? []) {
      if (child.type === 'html') child.type = 'text';
      change(child);
    }
  };
}

interface FormulaProperties {
  readonly tex: string;
  readonly display: boolean;
  readonly source: string;
}

/** A link is never live: it is asked about first. */
const components: Components &
  Record<typeof FORMULA, (properties: FormulaProperties) => ReactNode> = {
  [FORMULA]: ({ tex, display, source }) => <Formula {...{ tex, display, source }} />,
  a: ({ href, children }) =>
    href && OPENABLE.test(href) ? (
      <Anchor
        component="button"
        type="button"
        inherit
        title={href}
        onClick={() => openDialog({ kind: 'link', url: href })}
      >
        {children}
      </Anchor>
    ) : (
      <span>{children}</span>
    ),
  // A picture of the network would tell its server that the answer was read.
  img: ({ alt }) => <PictureElsewhere words={alt} />,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  code: ({ className, children }) =>
    className ? <code className={className}>{children}</code> : <Code fz="0.9em">{children}</Code>,
  table: ({ children }) => (
    <Table.ScrollContainer className={classes.table} minWidth={200} type="native">
      <Table dir="auto" withTableBorder withColumnBorders fz="sm">
        {children}
      </Table>
    </Table.ScrollContainer>
  ),
  input: ({ checked }) => (
    <Checkbox checked={checked ?? false} readOnly size="xs" display="inline-block" mr={6} />
  ),
};

/** Remark plugin: what one paragraph may cost to read is bounded. */
function bounded(this: { readonly data: () => object }, marks: number): void {
  const data: Data = this.data();
  // The last one is asked first.
  data.micromarkExtensions = [
    ...(data.micromarkExtensions ?? []),
    cjkFriendlyExtension(),
    boundedMarks(marks),
  ];
}

interface Data {
  micromarkExtensions?: Syntax[];
}

interface PageProperties extends Pick<Page, 'head' | 'body' | 'marks'> {
  readonly pieces: readonly Piece[];
  /** What stands in the place of the marks of the page. */
  readonly sources: string;
}

const MarkdownPage = memo(
  function MarkdownPage({ head, body, marks, pieces }: PageProperties) {
    const plugins: Options['remarkPlugins'] = [
      [remarkGfm, { singleTilde: false }],
      [bounded, marks],
      htmlAsText,
    ];
    const afterwards: Options['rehypePlugins'] = [rehypeSanitize, [markdownPieces, pieces]];
    return (
      <ReactMarkdown remarkPlugins={plugins} rehypePlugins={afterwards} components={components}>
        {head + body}
      </ReactMarkdown>
    );
  },
  // The pieces are made anew as the text grows; of a page only those count that it shows.
  (before, after) =>
    before.head === after.head &&
    before.body === after.body &&
    before.marks === after.marks &&
    before.sources === after.sources,
);

const sourcesOf = ({ head, body }: Page, pieces: readonly Piece[]): string =>
  pieces.length === 0
    ? ''
    : marksIn(head + body)
        .map((mark) => pieces[mark]?.source)
        .join('\n');

/**
 * Text of an answer as Markdown: no raw HTML, no pictures of the network, no live links. Of a very
 * long one the beginning is shown, and more of it on wish.
 */
export const Markdown = memo(function Markdown({ text }: { readonly text: string }) {
  const [weight, setWeight] = useState(STEP);
  const { text: marked, pieces } = useMemo(() => prepared(text), [text]);
  const { pages, left } = useMemo(() => firstPages(marked, weight), [marked, weight]);
  return (
    <div className={classes.markdown}>
      {pages.map((page, index) => (
        <MarkdownPage
          key={index}
          head={page.head}
          body={page.body}
          marks={page.marks}
          pieces={pieces}
          sources={sourcesOf(page, pieces)}
        />
      ))}
      <ShowMore left={left} onMore={() => setWeight(weight + STEP)} />
    </div>
  );
});

/** The words in a tree of React nodes, as they stand on the screen. */
function textOfNode(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  if (Array.isArray(node)) return (node as ReactNode[]).map(textOfNode).join('');
  if (isValidElement<{ children?: ReactNode }>(node)) return textOfNode(node.props.children);
  return '';
}
