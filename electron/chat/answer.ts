import type { StudioEvent } from '../../shared/ipc/contract';
import type { Runtime } from '../runtime/types';
import type { Store } from '../store/open';
import type { PackageLoader } from './packageLoader';
import type { Titler } from './titles';
import { detailsOf } from './details';
import { failureOf } from './error';
import { resolveSettings } from './request';
import { beginAnswer } from './turn';
import type { Ending } from './unsavedEndings';
import type { AnswerWriter } from './writer';
import type { Manner } from '../../shared/attachment';
import type { Message } from '../../shared/message';

/** What a chat needs. */
export interface ChatOptions {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly packageLoader: PackageLoader;
  readonly emit: (event: StudioEvent) => void;
  /** Finds titles while the model is idle. */
  readonly titler: Titler;
  /** Called with unexpected errors, for the log. */
  readonly report: (error: unknown) => void;
}

/** The question to answer, and the writer of the answer. */
export interface Asked {
  readonly question: Message;
  /** At least so many of the messages that end with the question. */
  readonly branchEnd: (least: number) => Message[];
  readonly writer: AnswerWriter;
  readonly manner: Manner;
  readonly signal: AbortSignal;
}

/** Asks the model that the conversation uses; the answer always gets an ending. */
export async function answerQuestion(
  { store, runtime, packageLoader, report }: ChatOptions,
  { question, branchEnd, writer, manner, signal }: Asked,
): Promise<Ending> {
  try {
    const loaded = await packageLoader.ready(signal, store.choices.get(question.conversationId));
    const resolved = resolveSettings(store.settings.get(), loaded.manifest);
    const { turns, above } = await beginAnswer(store, loaded, writer, question, branchEnd);
    const answered = await runtime.answer(
      { turns, ...resolved, ...manner },
      (event) => writer.take(event.type === 'context' ? withAbove(event, above) : event),
      signal,
    );
    const result = { ...answered, context: withAbove(answered.context, above) };
    await writer.settled();
    if (writer.fault !== undefined) throw writer.fault;
    return { finish: result.finish, error: null, details: detailsOf(loaded, resolved, result) };
  } catch (error) {
    await writer.settled();
    const reason = writer.fault ?? error;
    if (signal.aborted && writer.fault === undefined) {
      return { finish: 'cancelled', error: null, details: null };
    }
    const failure = failureOf(reason);
    if (failure.unexpected) report(reason);
    if (failure.code === 'worker') packageLoader.forget();
    return { finish: 'error', error: failure.error, details: null };
  }
}

/** Messages that were not even read count as turns that were left out, which they nearly always are. */
const withAbove = <Context extends { readonly droppedTurns: number }>(
  context: Context,
  above: number,
): Context => ({ ...context, droppedTurns: context.droppedTurns + above });
