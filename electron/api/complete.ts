import { randomUUID } from 'node:crypto';
import type { Chat } from '../chat/chat';
import type { PackageLoader } from '../chat/packageLoader';
import { keptBy } from '../chat/prompt';
import { resolveSettings, type Choices } from '../chat/request';
import type { AnswerEvent, AnswerResult, Runtime } from '../runtime/types';
import type { Store } from '../store/open';
import type { Completion } from './request';
import type { RequestPictures } from './requestPictures';
import { StopFilter } from './stop';
import { turnsOf, type DrawnPictures } from './turns';
import type { ImageFile, InspectedImage } from '../images/types';
import type { Settings } from '../../shared/settings';
import type { PackageChoice } from '../../shared/ipc/packages';

/** What answers need; the same as the window's. */
export interface Answering {
  readonly store: Store;
  readonly chat: Chat;
  readonly packageLoader: PackageLoader;
  readonly runtime: Runtime;
  readonly inspect: (file: ImageFile) => Promise<InspectedImage>;
  readonly drawn: DrawnPictures;
  readonly pictures: RequestPictures;
}

/** A piece of an answer, in the form of a content part. */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

/** Where the pieces of an answer go as they come. */
export interface Listener {
  /** Called once the answer is about to be written. */
  begin(): void;
  part(part: ContentPart): void;
}

/** How an answer ended, in OpenAI's words, and what it cost. */
export interface Completed {
  readonly reason: 'stop' | 'length';
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
  };
}

/**
 * Answers a request in its turn, between the answers of the window; nothing of it is kept as a
 * conversation.
 *
 * @param signal stops it: the client is gone
 */
export function complete(
  answering: Answering,
  request: Completion,
  choice: PackageChoice | null,
  listener: Listener,
  signal: AbortSignal,
): Promise<Completed> {
  const { store, chat, packageLoader, runtime, inspect, drawn, pictures } = answering;
  const work = async (write: (bytes: Uint8Array) => Promise<string>): Promise<Completed> => {
    const loaded = await packageLoader.ready(signal, choice);
    const kept = keptBy(loaded);
    const turns = await turnsOf({ write, inspect, drawn, package: kept, signal }, request.messages);
    const { contextLength } = loaded.manifest.languageModel;
    const chosen = choicesOf(store.settings.get(), request, contextLength);
    listener.begin();
    const tokens = new Map<number, Float32Array>();
    const words = new StopFilter(request.stop ?? [], (text) =>
      listener.part({ type: 'text', text }),
    );
    const ended = new AbortController();
    /** Pictures that were begun before a stop sequence; they are still drawn. */
    let begun = 0;
    let drawnCount = 0;
    const result = await runtime.answer(
      {
        turns,
        ...resolveSettings(chosen, loaded.manifest),
        think: request.metamorph?.think ?? 'auto',
      },
      (event: AnswerEvent) => {
        if (event.type === 'text') words.push(event.text);
        if (event.type === 'image_start' && !words.hit) {
          words.flush();
          begun = event.index + 1;
        }
        if (event.type === 'image') drawnCount += 1;
        if (words.hit && drawnCount >= begun) ended.abort();
        if ('index' in event && event.index >= begun) return;
        if (event.type === 'visual_tokens') tokens.set(event.index, event.tokens);
        if (event.type === 'image') {
          const predicted = tokens.get(event.index);
          if (predicted && kept !== null) drawn.remember(kept, event.png, predicted);
          const base64 = Buffer.from(event.png).toString('base64');
          const url = `data:image/png;base64,${base64}`;
          listener.part({ type: 'image_url', image_url: { url } });
        }
      },
      AbortSignal.any([signal, ended.signal]),
    );
    words.flush();
    return completed(result, words.hit);
  };
  return chat.visit(() => pictures.during(work), signal);
}

/** What the request says goes before the settings of the window. */
function choicesOf(settings: Settings, request: Completion, contextLength: number): Choices {
  const { temperature, top_p: topP, seed, metamorph } = request;
  const maxTokens = request.max_completion_tokens ?? request.max_tokens ?? settings.maxTokens;
  return {
    ...settings,
    ...metamorph,
    temperature: temperature ?? settings.temperature,
    topP: topP ?? settings.topP,
    seed: seed === undefined || seed === null ? settings.seed : seed >>> 0,
    maxTokens: maxTokens === null ? null : Math.min(contextLength, maxTokens),
  };
}

function completed({ finish, tokens }: AnswerResult, stopped: boolean): Completed {
  const completion = tokens.text + tokens.visual;
  return {
    reason: finish === 'length' && !stopped ? 'length' : 'stop',
    usage: {
      prompt_tokens: tokens.prompt,
      completion_tokens: completion,
      total_tokens: tokens.prompt + completion,
    },
  };
}

/** An id as OpenAI's look. */
export const completionId = (): string => `chatcmpl-${randomUUID().replaceAll('-', '')}`;
