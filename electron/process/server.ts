import type { FromChild, ProcessCalls, ToChild } from './protocol';
import { setLanguage } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

/** What a handler may use beside its input. */
export interface CallContext<News> {
  readonly signal: AbortSignal;
  readonly report: (news: News) => void;
}

/** What a process does for each call. */
export type ProcessHandlers<Calls extends ProcessCalls<Calls>> = {
  readonly [Name in keyof Calls]: (
    input: Calls[Name]['input'],
    context: CallContext<Calls[Name]['news']>,
  ) => Promise<Calls[Name]['output']>;
};

/** The port of Electron's utility process; absent in a forked process of plain Node. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: FromChild): void;
}

/**
 * Answers the calls of the program in its child process: Electron's utility process, or a forked
 * Node process with `serialization: 'advanced'`.
 *
 * @param asAppError turns what a handler threw into an error for the person
 */
export function serve<Calls extends ProcessCalls<Calls>>(
  handlers: ProcessHandlers<Calls>,
  asAppError: (error: unknown) => AppError = workerError,
): void {
  const running = new Map<number, AbortController>();
  const parent = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;
  const post = (message: FromChild): void => {
    if (parent) parent.postMessage(message);
    else process.send?.(message);
  };

  async function receive(message: ToChild<Calls>): Promise<void> {
    setLanguage(message.language);
    const { id } = message;
    if (message.type === 'cancel') {
      running.get(id)?.abort();
      return;
    }
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const report = (news: unknown): void => post({ type: 'news', id, news });
      const handler = handlers[message.name];
      post({
        type: 'value',
        id,
        value: await handler(message.input, { signal: controller.signal, report }),
      });
    } catch (error) {
      const { code, message: sentence } = asAppError(error);
      post({ type: 'error', id, code, error: sentence });
    } finally {
      running.delete(id);
    }
  }

  const take = (message: unknown): void => void receive(message as ToChild<Calls>);
  if (parent) parent.on('message', (event) => take(event.data));
  else process.on('message', take);
  // A program that is gone needs no answers: its child must not stay behind.
  process.on('disconnect', () => process.exit(0));
}

function workerError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('worker', error instanceof Error ? error.message : String(error));
}
