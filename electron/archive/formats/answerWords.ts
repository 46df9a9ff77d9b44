/** Answers as Markdown that is inert wherever it is displayed. */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { boundedMarks } from '../../../shared/markdown/bounds';
import { pagesOf, type Page } from '../../../shared/markdown/pages';
import { closed, CONTROL, plainToMarkdown } from './markdownWords';

/** The parts of a Markdown tree that are looked at. */
interface Node {
  readonly type: string;
  /** Of links and link definitions. */
  readonly url?: string;
  readonly children?: readonly Node[];
  readonly position?: { readonly start: Point; readonly end: Point };
}

interface Point {
  readonly offset?: number;
}

/** What a page begins inside: code, by its opening line, or the middle of another block. */
interface Within {
  readonly code: string;
  readonly torn: boolean;
}

/** Weight limit of a page before it is split: nothing is rendered here, and a split block is no Markdown. */
const LARGEST = 500_000;

/** Most passes over a page to make it inert; if it is not by then, it is shown as text. */
const MOST_PASSES = 8;

/**
 * An answer's Markdown without anything active: HTML, remote pictures, links that run something,
 * unclosed blocks. It comes in pieces, so that a long one does not block.
 */
export function* answerAsMarkdown(answer: string): Generator<string> {
  const pages = pagesOf(closed(answer.replace(CONTROL, '\uFFFD')), LARGEST);
  let within: Within = { code: '', torn: false };
  for (const page of pages) {
    const made = quiet(page, within, pages.length > 1);
    yield made.text;
    within = made.after;
  }
}

/** An answer as one piece of Markdown, see {@link answerAsMarkdown}. */
export const answerToMarkdown = (answer: string): string => [...answerAsMarkdown(answer)].join('');

/** @param several whether link definitions may be on other pages */
function quiet(page: Page, within: Within, several: boolean): { text: string; after: Within } {
  let text = within.code + page.body;
  let hit = false;
  const read = (): Node =>
    fromMarkdown(text, {
      extensions: [gfm(), boundedMarks(page.marks, () => (hit = true))],
      mdastExtensions: [gfmFromMarkdown()],
    });
  let tree = read();
  // Text inside HTML becomes Markdown once the HTML is escaped, so it is processed again.
  let active = activePlaces(tree, text, several);
  for (let pass = 1; pass < MOST_PASSES && active.length > 0; pass += 1) {
    text = quietedAt(text, active);
    tree = read();
    active = activePlaces(tree, text, several);
  }
  const open = openCode(tree, text);
  const torn = page.torn && open === '';
  // It is not known what other readers make of a split block, or of more marks than are parsed here.
  const end = page.torn ? '' : missingFence(tree, text);
  if (active.length > 0 || hit || within.torn || torn) text = plainButCode(tree, text, torn);
  return {
    text: text.slice(within.code.length) + end,
    after: { code: page.torn ? open : '', torn },
  };
}

/** A text with a backslash before each of the given offsets, which are sorted. */
function quietedAt(text: string, places: readonly number[]): string {
  const cuts = [0, ...places];
  return cuts.map((from, index) => text.slice(from, cuts[index + 1])).join('\\');
}

const spanOf = ({ position }: Node): readonly [number, number] => [
  position?.start.offset ?? 0,
  position?.end.offset ?? 0,
];

/** Opening fence of a code block; nothing for indented code. */
const fenceAt = (text: string, from: number): string | undefined =>
  /^(`{3,}|~{3,})/.exec(text.slice(from))?.[1];

/** The line that opens an unclosed, top-level code block at the end of a text. */
function openCode(tree: Node, text: string): string {
  const last = tree.children?.at(-1);
  if (last?.type !== 'code' || missingFence(tree, text) === '') return '';
  const [from] = spanOf(last);
  return `${/^[^\r\n]*/.exec(text.slice(from))?.[0] ?? ''}\n`;
}

/**
 * A text in which only fenced code is Markdown; everything else is shown as it was written.
 *
 * @param torn whether its last line continues on the next page
 */
function plainButCode(tree: Node, text: string, torn: boolean): string {
  let at = 0;
  let made = '';
  for (const node of tree.children ?? []) {
    const [from, to] = spanOf(node);
    if (node.type !== 'code' || fenceAt(text, from) === undefined) continue;
    made += plainToMarkdown(text.slice(at, from)) + text.slice(from, to);
    at = to;
  }
  const rest = text.slice(at);
  const space = torn ? (/[ \t]+$/.exec(rest)?.[0].length ?? 0) : 0;
  return made + plainToMarkdown(rest) + '&#32;'.repeat(space);
}

/** Whether an address leads to anything but the web, mail or a file beside the text. */
function leadsAway(url: string): boolean {
  // Browsers ignore white space in a scheme.
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url.replace(/[\s\p{Cc}]/gu, ''))?.[1];
  return scheme !== undefined && !/^(https?|mailto)$/i.test(scheme);
}

/**
 * Sorted offsets at which a backslash turns HTML, a picture, a link that runs or opens something, or
 * single tildes into plain text.
 *
 * @param several whether an apparent picture may have its definition on another page
 */
function activePlaces(tree: Node, text: string, several: boolean): number[] {
  const places = new Set<number>();
  visit(tree, (node) => {
    const [from, to] = spanOf(node);
    if (node.type === 'html') for (const at of placesOf(text, '<', from, to)) places.add(at);
    // Only two tildes strike; readers of GFM strike between single ones too.
    if (node.type === 'delete' && text.charAt(from + 1) !== '~') places.add(from).add(to - 1);
    if (node.type === 'image' || node.type === 'imageReference') places.add(from);
    if (node.url !== undefined && node.type !== 'image' && leadsAway(node.url)) places.add(from);
    if (!several || node.type !== 'text') return;
    for (const at of placesOf(text, '![', from, to)) if (!isQuiet(text, at)) places.add(at);
  });
  return [...places].sort((a, b) => a - b);
}

/** Whether an offset is already escaped by a backslash. */
const isQuiet = (text: string, at: number): boolean =>
  (/\\+$/.exec(text.slice(Math.max(0, at - 1000), at))?.[0].length ?? 0) % 2 === 1;

function visit(node: Node, meet: (node: Node) => void): void {
  meet(node);
  for (const child of node.children ?? []) visit(child, meet);
}

const placesOf = (text: string, letters: string, from: number, to: number): number[] =>
  [...text.slice(from, to).matchAll(new RegExp(letters.replace('[', '\\['), 'g'))].map(
    ({ index }) => from + index,
  );

/**
 * The fence that closes code left open by a text, which would swallow everything after it. Code inside a
 * list or quotation ends with that.
 */
function missingFence(tree: Node, text: string): string {
  const last = tree.children?.at(-1);
  if (last?.type !== 'code') return '';
  const [from, to] = spanOf(last);
  const fence = fenceAt(text, from);
  if (fence === undefined) return '';
  const lines = text.slice(from, to).trimEnd().split('\n');
  const end = lines.length > 1 ? (lines.at(-1)?.trim() ?? '') : '';
  const ended = end.length >= fence.length && [...end].every((letter) => letter === fence[0]);
  return ended ? '' : `\n${fence}\n`;
}
