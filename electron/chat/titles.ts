import type { Runtime } from '../runtime/types';
import type { Store } from '../store/open';
import type { PackageLoader } from './packageLoader';
import { wordsRequest } from './request';
import { t } from '../../shared/i18n/translate';
import { wordsOf, type Message } from '../../shared/message';

const MOST_LETTERS = 60;
const MOST_WORDS = 8;
const MOST_TOKENS = 16;
/** Most letters of a question and of an answer that are shown to the model. */
const SHOWN = 400;
/** Words match if this many of their first letters do. */
const STEM = 4;
/** Smallest share of a title's longer words that also occur in the question. */
const LEAST_KNOWN = 0.5;

export interface TitlerOptions {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly packageLoader: PackageLoader;
  /** Called when a conversation has been given another title. */
  readonly onTitle: (conversationId: string) => void;
}

/**
 * Asks the model for the title of a conversation after its first answer. It gives way to every
 * question, and never changes a title that the person wrote.
 */
export class Titler {
  #stopping = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(private readonly options: TitlerOptions) {}

  /** Looks for a title in the background, if the conversation may get one. */
  begin(question: Message, answer: Message): void {
    const { store } = this.options;
    const { conversationId } = question;
    const whole = answer.finish === 'stop' || answer.finish === 'length';
    if (!whole || question.parentId !== null || !store.settings.get().titles) return;
    if (!store.conversations.titleIsOpen(conversationId)) return;
    this.#stopping = new AbortController();
    // It does not matter if no title is found: the first words serve as one.
    this.#work = this.#find(question, answer, this.#stopping.signal).catch(() => undefined);
  }

  /** Lets a question go first. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Resolves once no title is being looked for. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #find(question: Message, answer: Message, signal: AbortSignal): Promise<void> {
    const { store, runtime, packageLoader, onTitle } = this.options;
    const asked = wordsOf(question.parts);
    const { manifest } = await packageLoader.ready(
      signal,
      store.choices.get(question.conversationId),
    );
    let said = '';
    const text = t('chat.askTitle', {
      question: asked.slice(0, SHOWN),
      answer: wordsOf(answer.parts).slice(0, SHOWN),
    });
    await runtime.answer(
      wordsRequest(manifest, [{ type: 'text', text }], MOST_TOKENS),
      (event) => {
        if (event.type === 'text') said += event.text;
        // A model that draws here gives no title.
        if (event.type === 'image_start') this.stop();
      },
      signal,
    );
    const title = signal.aborted ? undefined : titleIn(said, asked);
    if (title === undefined) return;
    if (store.conversations.titleByModel(question.conversationId, title)) {
      onTitle(question.conversationId);
    }
  }
}

const stems = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []).map((word) => word.slice(0, STEM)),
  );

/**
 * The title in a model's answer: its first line without decoration, if that is short and half of its
 * words occur in the question; small models often say something else.
 */
export function titleIn(said: string, asked: string): string | undefined {
  const [line = ''] = said.trim().split('\n');
  const title = line
    .replace(/^title\s*:\s*/iu, '')
    .replace(/^["'“”‘’*#\s]+|["'“”‘’*.\s]+$/gu, '')
    .replace(/\s+/gu, ' ');
  const words = title.split(' ').length;
  if (title === '' || words > MOST_WORDS || [...title].length > MOST_LETTERS) return undefined;
  const wanted = stems(asked);
  const titleStems = [...stems(title)];
  const known = titleStems.filter((stem) => wanted.has(stem)).length;
  return known > 0 && known >= titleStems.length * LEAST_KNOWN ? title : undefined;
}
