import { micromark, type Options } from 'micromark';
import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { boundedMarks } from '../../../shared/markdown/bounds';
import { pagesOf, type Page } from '../../../shared/markdown/pages';
import { prepared } from '../../../shared/markdown/pieces';
import { escapeHtml } from './escapeHtml';
import { HtmlPieces } from './htmlPieces';
import { fittedTables } from './htmlTables';

/**
 * Left as text: remote pictures, which would tell their owner who reads the file (they stay as links),
 * and footnotes, whose anchors would clash with those of other answers.
 */
const DISABLED = [
  'labelStartImage',
  'gfmFootnoteCall',
  'gfmFootnoteDefinition',
  'gfmPotentialFootnoteCall',
];

/** Whether anything in a text may mean something in Markdown. */
const MARKED = /[\\`*_[\]<>#|~&:@$\t]|^ *(?:[-+=]|\d+[.)])|www\.|^ {4}| {2}$/im;

/**
 * Words of an answer as HTML, in pieces. HTML in them is shown as text; links lead only to web and mail;
 * every block has its own text direction, so that direction marks end with it.
 *
 * @param paper whether wide tables have to fit on it, since nobody can scroll there
 */
export function* answerAsHtml(text: string, paper = false): Generator<string> {
  if (!MARKED.test(text)) {
    yield paragraphs(text);
    return;
  }
  const { text: marked, pieces } = prepared(text.replace(/[\0\p{Cs}]/gu, '\uFFFD'));
  const places = new HtmlPieces(pieces);
  for (const page of pagesOf(marked)) yield fittedTables(places.putIn(htmlOf(page)), paper);
}

/** Words of an answer as one piece of HTML, see {@link answerAsHtml}. */
export const markdownToHtml = (text: string): string => [...answerAsHtml(text)].join('');

const EXTENSIONS = (marks: number): Options['extensions'] => [
  gfm({ singleTilde: false }),
  { disable: { null: DISABLED } },
  cjkFriendlyExtension(),
  boundedMarks(marks),
];

const htmlOf = ({ head, body, marks }: Page): string =>
  micromark(head + body, { extensions: EXTENSIONS(marks), htmlExtensions: [gfmHtml()] })
    .replace(
      /<(p|h[1-6]|ul|ol|blockquote|table)>/g,
      (_, name: string) => `<${demoted(name)} dir="auto">`,
    )
    .replace(/<\/(h[1-6])>/g, (_, name: string) => `</${demoted(name)}>`)
    .replace(/<a href="([^"]*)"/g, (_, address: string) =>
      LEADING.test(address) ? `<a rel="noreferrer noopener" href="${address}"` : '<a',
    );

/** Where links may lead: not to files beside the page, since it may be opened on any computer. */
const LEADING = /^(https?:|mailto:)/i;

/** Headings of an answer are below those of the document. */
function demoted(name: string): string {
  const level = /^h([1-6])$/.exec(name)?.[1];
  return level === undefined ? name : `h${Math.min(6, Number(level) + 3)}`;
}

/** Words without Markdown, like most answers: the same result as the parser's, but much faster. */
const paragraphs = (text: string): string =>
  text
    .split(/(?:[ ]*\r?\n){2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map(
      (paragraph) => `<p dir="auto">${escapeHtml(paragraph.trim().replace(/^ +| +$/gm, ''))}</p>`,
    )
    .join('\n');
