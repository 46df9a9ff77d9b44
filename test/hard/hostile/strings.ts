/** Strings that a hostile page, model or archive would use, made from a seed. */
import type { Dice } from '../suite';

/** What a string is dangerous to: what shows it as HTML, as Markdown, in another order, to a terminal. */
export type Kind = 'html' | 'markdown' | 'direction' | 'control';

export interface Hostile {
  readonly number: number;
  readonly kind: Kind;
  readonly text: string;
}

/** What is put into a template: the call that betrays a run, and the address that betrays a load. */
interface Bait {
  readonly run: string;
  readonly address: string;
}

type Template = (bait: Bait, dice: Dice) => string;

/** Letters of a name in any case, as HTML reads them. */
const anyCase = (name: string, dice: Dice): string =>
  [...name].map((letter) => (dice.below(2) ? letter.toUpperCase() : letter)).join('');

/** What may stand between a name and its attributes. */
const gap = (dice: Dice): string => dice.of([' ', '\t', '\n', '/', ' / ']);

/** A scheme of scripts, in the ways that a check of its beginning overlooks. */
const script = (dice: Dice): string =>
  dice.of(['javascript:', 'JaVaScRiPt:', ' javascript:', 'java\tscript:', '&#106;avascript:']);

/** Ends of what the string may stand in. */
const CLOSERS = ['', '">', "'>", '--></style>', '</title>', '</bdi></h1>', '</textarea>', ']]>'];

const HTML: readonly Template[] = [
  ({ run }, dice) => `<${anyCase('img', dice)}${gap(dice)}src=x:${gap(dice)}onerror=${run}>`,
  ({ run }, dice) => `<${anyCase('svg', dice)}${gap(dice)}onload=${run}>`,
  ({ run }, dice) => `<${anyCase('details', dice)} open ${anyCase('ontoggle', dice)}=${run}>`,
  ({ run }, dice) => `<${anyCase('script', dice)}>${run}</${anyCase('script', dice)} >`,
  ({ run }, dice) => `<iframe srcdoc="&lt;script&gt;parent.${run}&lt;/script&gt;"${gap(dice)}>`,
  ({ run }, dice) => `<a href="${script(dice)}${run}">words</a>`,
  ({ run }, dice) => `<form><button formaction="${script(dice)}${run}">words</button></form>`,
  ({ run }) => `<input autofocus onfocus=${run}>`,
  ({ run }) => `<video><source onerror="${run}"></video>`,
  ({ run }) => `<math><mtext><img src=x: onerror=${run}></mtext></math>`,
  ({ run }) => `<noscript><p title="</noscript><img src=x: onerror=${run}>">`,
  ({ run }) => `<svg><a xlink:href="javascript:${run}"><text x=9 y=9>words</text></a></svg>`,
  ({ address }, dice) => `<${anyCase('img', dice)}${gap(dice)}src="${address}">`,
  ({ address }) => `<img srcset="${address} 1x">`,
  ({ address }) => `<style>@import "${address}";</style>`,
  ({ address }) => `<p style="background:url(${address})">words</p>`,
  ({ address }) => `<link rel=stylesheet href="${address}">`,
  ({ address }) => `<meta http-equiv=refresh content="0;url=${address}">`,
  ({ address }) => `<iframe src="${address}"></iframe>`,
  ({ address }) => `<object data="${address}"></object>`,
  ({ address }) => `<embed src="${address}">`,
  ({ address }) => `<video poster="${address}" src="${address}" autoplay></video>`,
  ({ address }) => `<svg><image href="${address}"/></svg>`,
  ({ address }) => `<base href="${address}/"><img src=next>`,
];

const MARKDOWN: readonly Template[] = [
  ({ address }) => `![picture](${address})`,
  ({ address }) => `![picture](<${address}> "title")`,
  ({ address }) => `[![picture](${address})](https://example.org)`,
  ({ address }) => `![picture][one]\n\n[one]: ${address}`,
  ({ address }) => `- [x] ![picture](${address})\n- [ ] more`,
  ({ address }) => `| a |\n| - |\n| ![picture](${address}) |`,
  ({ address }) => `> ![picture](${address})`,
  ({ address }) => `### ![picture](${address})`,
  ({ run }, dice) => `[words](${dice.of(['javascript:', 'JAVASCRIPT:', 'vbscript:'])}${run})`,
  ({ run }) => `[words](<javascript:${run}>)`,
  ({ run }) => `[words][two]\n\n[two]: javascript:${run}`,
  ({ run }) => `<javascript:${run}>`,
  ({ run }) => `[words](data:text/html,<script>${run}</script>)`,
  ({ run }) => `[words](java&Tab;script:${run})`,
  ({ run }) => `[<img src=x: onerror=${run}>](https://example.org)`,
  ({ run }) => `\`\`\`html\n\`\`\`\n<img src=x: onerror=${run}>`,
  ({ run }) => `&lt;b&gt;**words**<img src=x: onerror=${run}>`,
  ({ run }) => `\\<img src=x:><img src=x: onerror=${run}>`,
  ({ run }) => `note[^1]\n\n[^1]: <img src=x: onerror=${run}>`,
  ({ run }) => `<!-- words --><img src=x: onerror=${run}>`,
  ({ run }) => `<?php?><img src=x: onerror=${run}>`,
  // A bare address takes a backslash before the HTML for its own.
  ({ run }) => `http://example.org/<img src=x: onerror=${run}>`,
  ({ run }) => `www.example.org/<img src=x: onerror=${run}>`,
];

const DIRECTION: readonly Template[] = [
  (_, dice) => `photo${dice.of(['\u202e', '\u2067', '\u202b', '\u2066\u202e'])}gnp.exe`,
  () => 'open \u202ekcilc\u2067 this',
  () => '\u200fabc\u202d\u202ezyx\u200e',
  () => 'a\u2028b\u2029c\u202e',
];

const CONTROL: readonly Template[] = [
  () => '\u001b[2Jcleared',
  () => '\u001b]0;title\u0007words',
  () => '\u001b]8;;https://example.org\u001b\\words\u001b]8;;\u001b\\',
  () => '\u009b31mred',
  () => 'over\rwritten',
  () => 'gone\b\b\b\bhere',
  () => '\u001bP+q544e\u001b\\',
  () => 'bell\u0007 null\u0000 end\u007f',
];

const TEMPLATES: Readonly<Record<Kind, readonly Template[]>> = {
  html: HTML,
  markdown: MARKDOWN,
  direction: DIRECTION,
  control: CONTROL,
};
/** Ten of each twenty are HTML, seven Markdown. */
const ORDER: readonly Kind[] = [
  ...Array.from({ length: 10 }, () => 'html' as const),
  ...Array.from({ length: 7 }, () => 'markdown' as const),
  ...(['direction', 'control', 'control'] as const),
];

/**
 * So many hostile strings, all kinds mixed and every template used in turn.
 *
 * @param origin address of a server that counts who asks it
 */
export function hostileStrings(count: number, dice: Dice, origin: string): Hostile[] {
  const used: Record<Kind, number> = { html: 0, markdown: 0, direction: 0, control: 0 };
  return Array.from({ length: count }, (_, number) => {
    const kind = ORDER[(number * 7) % ORDER.length] ?? 'html';
    const templates = TEMPLATES[kind];
    const template = templates[used[kind] % templates.length];
    used[kind] += 1;
    const bait = { run: `ran(${number})`, address: `${origin}/${number}` };
    const text = template?.(bait, dice) ?? '';
    return { number, kind, text: kind === 'html' ? dice.of(CLOSERS) + text : text };
  });
}

/** The last word of a string where it is shown, by which it is known to be there. */
export const markOf = (number: number): string => `mark${number}.`;
