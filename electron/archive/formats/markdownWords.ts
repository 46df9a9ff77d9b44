import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { isParsable } from './parsable';

/** The parts of a Markdown tree that are looked at. */
interface Node {
  readonly type: string;
  /** Of links and of what their names stand for. */
  readonly url?: string;
  readonly children?: readonly Node[];
  readonly position?: { readonly start: Point; readonly end: Point };
}

interface Point {
  readonly offset?: number;
}

const CONTROL = /[^\P{Cc}\t\n\r]|\p{Cs}/gu;
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;

/** Marks of direction, closed at the end of each line, so that they turn no other text around. */
const closed = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      let open = '';
      for (const [mark] of line.matchAll(DIRECTION)) {
        if (mark === '\u202c' || mark === '\u2069') open = open.slice(0, -1);
        else open += mark >= '\u2066' ? '\u2069' : '\u202c';
      }
      return line + [...open].reverse().join('');
    })
    .join('\n');

/** Addresses of the web in words, without the marks that end a sentence. */
const ADDRESS = /(https?:\/\/[^\s<>\p{Cc}]*[^\s<>\p{Cc}?!.,:;*_~'")\]])/u;

/**
 * Words without marks of Markdown. An address is written as a link of CommonMark: as a bare one it
 * would take the backslashes in and behind it for its own, and what they keep quiet would be active.
 */
const escaped = (line: string): string =>
  line
    .split(ADDRESS)
    .map((piece, place) =>
      place % 2 === 1
        ? `<${piece}>`
        : piece
            .replace(/[\\`*_[\]<>|~&$]/g, '\\$&')
            .replace(/:(?=\/\/)/g, '\\:')
            .replace(/\b(www)\./gi, '$1\\.'),
    )
    .join('');

/** Words that were typed, written so that CommonMark shows them as they are. */
export function plainToMarkdown(text: string): string {
  return (
    closed(text.replace(CONTROL, '\uFFFD'))
      .split(/\r\n|\r|\n/)
      .map((line) =>
        escaped(line)
          // What begins a list, a heading or a rule does so at the start of a line alone.
          .replace(/^([ \t]*)([-+#=])/, '$1\\$2')
          .replace(/^([ \t]*\d+)([.)])/, '$1\\$2')
          .replace(/^[ \t]+/, (space) => '&nbsp;'.repeat(space.length))
          .replace(/[ \t]+$/, ''),
      )
      .join('  \n')
      // A line of nothing would end the paragraph, and two of them are shown as one.
      .replace(/^ {2}$/gm, '&nbsp;  ')
  );
}

/** Passes over an answer until nothing in it is active; what is not quiet by then is shown as text. */
const MOST_PASSES = 8;

/** An answer's Markdown with what is not inert taken from it: HTML, pictures of elsewhere, links that run, open ends. */
export function answerToMarkdown(answer: string): string {
  let safe = closed(answer.replace(CONTROL, '\uFFFD'));
  // Words inside of HTML become Markdown once it is none any more, so they are looked at again.
  for (let pass = 0; pass < MOST_PASSES && isParsable(safe); pass += 1) {
    const tree = fromMarkdown(safe, {
      extensions: [gfm()],
      mdastExtensions: [gfmFromMarkdown()],
    }) as Node;
    const active = activePlaces(tree, safe);
    if (active.length === 0) return safe + missingFence(tree, safe);
    for (const at of active) safe = `${safe.slice(0, at)}\\${safe.slice(at)}`;
  }
  return plainToMarkdown(answer);
}

/** Whether an address leads elsewhere than to the web, to mail or to a file beside the text. */
function leadsAway(url: string): boolean {
  // Browsers read no white space in the name of a scheme.
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url.replace(/[\s\p{Cc}]/gu, ''))?.[1];
  return scheme !== undefined && !/^(https?|mailto)$/i.test(scheme);
}

/**
 * Places before which a backslash makes mere text of a piece of HTML, a picture, or a link that runs
 * or opens something; the last one first.
 */
function activePlaces(tree: Node, text: string): number[] {
  const places: number[] = [];
  visit(tree, (node) => {
    const from = node.position?.start.offset;
    const to = node.position?.end.offset;
    if (from === undefined || to === undefined) return;
    if (node.type === 'html') places.push(...placesOf(text, '<', from, to));
    if (node.type === 'image' || node.type === 'imageReference') places.push(from);
    if (node.url !== undefined && node.type !== 'image' && leadsAway(node.url)) places.push(from);
  });
  return places.sort((a, b) => b - a);
}

function visit(node: Node, meet: (node: Node) => void): void {
  meet(node);
  for (const child of node.children ?? []) visit(child, meet);
}

function placesOf(text: string, letter: string, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(letter, from); at >= 0 && at < to; at = text.indexOf(letter, at + 1)) {
    found.push(at);
  }
  return found;
}

/** The fence that ends code which the answer left open; it would swallow all that follows. */
function missingFence(tree: Node, text: string): string {
  let last = tree;
  for (let child = last.children?.at(-1); child; child = last.children?.at(-1)) last = child;
  if (last.type !== 'code') return '';
  const from = last.position?.start.offset ?? 0;
  const fence = /^(`{3,}|~{3,})/.exec(text.slice(from))?.[1];
  if (fence === undefined) return '';
  const lines = text.slice(from, last.position?.end.offset).trimEnd().split('\n');
  const end =
    lines.length > 1
      ? (lines
          .at(-1)
          ?.replace(/^[ >]*/, '')
          .trim() ?? '')
      : '';
  const ended = end.length >= fence.length && [...end].every((letter) => letter === fence[0]);
  return ended ? '' : `\n${fence}`;
}
