import { setImmediate } from 'node:timers/promises';
import type { ArchivedConversation, ArchivedMessage } from '../../../shared/archive/schema';
import type { ImagePart, Part } from '../../../shared/message';
import { currentLanguage, t } from '../../../shared/i18n/translate';
import { Branches, type Path } from './branches';
import { escapeHtml } from './escapeHtml';
import { answerAsHtml } from './htmlWords';
import { mathStyle } from './mathStyle';
import {
  dateOf,
  detailsLine,
  endingOf,
  firstWords,
  lackOf,
  lineageOf,
  messagesOf,
  shownParts,
  titleOf,
} from './shownParts';
import { STYLE } from './style';
import type { ExportOptions } from '../../../shared/ipc/archive';

/** Writes a page in pieces, so that a long one is never in memory as a whole. */
export interface PageOptions extends ExportOptions {
  readonly write: (text: string) => Promise<void>;
  /**
   * Address of a picture within the page; nothing if its file is gone.
   *
   * @param sized whether the page says how large it is shown, whatever the file's own size
   */
  readonly addressOf: (hash: string, sized: boolean) => Promise<string | undefined>;
  /** For paper: branches that are folded on a screen are left out, and counted. */
  readonly paper: boolean;
}

/** The page may show pictures and use its own style, but run no script and make no request. */
const POLICY = `default-src 'none'; img-src data: file: 'self'; style-src 'unsafe-inline'; font-src data:; form-action 'none'; base-uri 'none'`;

/**
 * Writes conversations as one HTML page without scripts: the branch shown, the others folded.
 *
 * @param conversations read one by one
 */
export async function writeHtml(
  titles: readonly string[],
  conversations: () => Iterable<ArchivedConversation>,
  options: PageOptions,
): Promise<void> {
  const [only = t('exported.title')] = titles;
  const title = titles.length === 1 ? only : t('exported.several', { number: titles.length });
  await options.write(`<!doctype html>
<html lang="${currentLanguage()}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
`);
  if (titles.length > 1) await writeContents(titles, options);
  let number = 0;
  const math = new MathStyle();
  for (const conversation of conversations()) {
    number += 1;
    await new Page(conversation, number, options, math).write();
  }
  await options.write('</body></html>\n');
}

async function writeContents(titles: readonly string[], { write }: PageOptions): Promise<void> {
  const items = titles.map(
    (title, index) => `<li><a href="#c${index + 1}"><bdi>${escapeHtml(title)}</bdi></a></li>\n`,
  );
  await write(`<nav aria-label="${t('exported.contents')}"><ol>\n${items.join('')}</ol></nav>\n`);
}

/** Largest picture on paper, in CSS pixels: A4 without its margins. */
const PAPER = { width: 680, height: 820 } as const;

/** Size of a picture on the page: on a screen as the window allows, on paper fixed. */
function sizeOf({ width, height }: ImagePart, paper: boolean): string {
  if (!paper) return ` width="${width}" height="${height}"`;
  const share = Math.min(1, PAPER.width / width, PAPER.height / height);
  return ` style="width:${Math.round(width * share)}px;aspect-ratio:${width}/${height};height:auto"`;
}

/** The fonts of formulas, which only a page with formulas holds, once. */
class MathStyle {
  #written = false;

  before(piece: string): string {
    if (this.#written || !piece.includes('<span class="katex')) return '';
    this.#written = true;
    return `<style>${mathStyle()}</style>\n`;
  }
}

class Page {
  readonly #branches: Branches;
  #questions = 0;

  constructor(
    private readonly conversation: ArchivedConversation,
    private readonly number: number,
    private readonly options: PageOptions,
    private readonly math: MathStyle,
  ) {
    this.#branches = new Branches(conversation);
  }

  async write(): Promise<void> {
    const { createdAt, systemPrompt } = this.conversation;
    const title = escapeHtml(titleOf(this.conversation));
    await this.#say(`<article><h1 id="c${this.number}"><bdi>${title}</bdi></h1>
<p class="quiet">${dateOf(createdAt)}</p>\n`);
    if (systemPrompt.trim() !== '') {
      await this.#say(`<p class="system quiet typed" dir="auto">${escapeHtml(systemPrompt)}</p>\n`);
    }
    await this.#path(this.#branches.shown(), true);
    await this.#say('</article>\n');
  }

  async #path({ steps }: Path, main: boolean): Promise<void> {
    for (const { message, others } of steps) {
      await this.#message(message, main);
      for (const other of others) await this.#folded(other);
    }
  }

  async #folded(message: ArchivedMessage): Promise<void> {
    const messages = messagesOf(this.#branches.size(message.id));
    const name = message.name === '' ? firstWords(message) : message.name;
    const words = `${t('exported.otherBranch', { messages })} <bdi>${escapeHtml(name)}</bdi>`;
    if (this.options.paper) {
      await this.#say(`<p class="quiet">${words}</p>\n`);
      return;
    }
    await this.#say(`<details class="branch"><summary>${words}</summary>\n`);
    await this.#path(this.#branches.from(message), false);
    await this.#say('</details>\n');
  }

  async #message(message: ArchivedMessage, main: boolean): Promise<void> {
    const asked = message.role === 'user';
    if (asked && main) this.#questions += 1;
    const number = this.#questions;
    const question = main ? t('exported.numbered', { number }) : t('exported.question');
    const who = asked ? question : t('exported.answer');
    const name = message.name === '' ? '' : ` <bdi>(${escapeHtml(message.name)})</bdi>`;
    // The bookmarks of a PDF are made from headings.
    const level = asked && main ? 'h2' : 'h3';
    await this.#say(
      `<section class="${asked ? 'question' : 'answer'}"><${level}>${who}${name}</${level}>\n`,
    );
    for (const part of shownParts(message, this.options.thinking)) await this.#part(part, asked);
    const ending = endingOf(message);
    if (ending) await this.#say(`<p class="quiet"><bdi>${escapeHtml(ending)}</bdi></p>\n`);
    const details = this.options.details ? detailsLine(message) : undefined;
    if (details) {
      await this.#say(`<p class="quiet"><bdi>${escapeHtml(details)}</bdi></p>\n`);
    }
    await this.#say('</section>\n');
  }

  async #part(part: Part, asked: boolean): Promise<void> {
    if (part.type === 'text') {
      const { text } = part;
      const pieces = asked
        ? [`<p class="typed" dir="auto">${escapeHtml(text)}</p>`]
        : answerAsHtml(text, this.options.paper);
      for (const piece of pieces) {
        await this.#say(this.math.before(piece));
        await this.#say(`${piece}\n`);
        await setImmediate();
      }
    } else if (part.type === 'image') {
      await this.#picture(part);
    } else if (part.type === 'frames') {
      const frames = t('exported.frames', { number: part.frames.length });
      await this.#say(`<p class="quiet">${frames}</p><div class="frames">\n`);
      for (const frame of part.frames) await this.#picture(frame);
      await this.#say('</div>\n');
    } else if (this.options.details) {
      const numbers = [part.x, part.y, part.width, part.height].map((value) => Math.round(value));
      const region = t('exported.region', { numbers: numbers.join(', ') });
      await this.#say(`<p class="quiet">${region}</p>\n`);
    }
  }

  async #picture(part: ImagePart): Promise<void> {
    const caption = this.options.details
      ? lineageOf(part).map((line) => `<figcaption><bdi>${escapeHtml(line)}</bdi></figcaption>`)
      : [];
    const sized = part.width > 0 && part.height > 0;
    const address =
      part.image === null ? undefined : await this.options.addressOf(part.image, sized);
    const alt = escapeHtml(part.rendering?.instruction ?? t('exported.picture'));
    const size = sized ? sizeOf(part, this.options.paper) : '';
    const shown = address
      ? `<img src="${address}" alt="${alt}"${size}>`
      : `<p class="quiet">${lackOf(part)}</p>`;
    await this.#say(`<figure>${shown}${caption.join('')}</figure>\n`);
  }

  #say(text: string): Promise<void> {
    return this.options.write(text);
  }
}
