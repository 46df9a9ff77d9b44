import {
  calls,
  type CallInput,
  type CallName,
  type CallOutput,
  type CallResult,
  type Calls,
} from '../../shared/ipc/contract';
import { sentence } from '../../shared/i18n/translate';
import type { z } from 'zod';
import { failureOf } from '../chat/error';

/** What a handler is given: the input as zod has parsed it. */
export type Parsed<N extends CallName> = z.output<Calls[N]['input']>;

/** One function for every call of the contract. */
export type Handlers = {
  readonly [N in CallName]: (input: Parsed<N>) => CallOutput<N> | Promise<CallOutput<N>>;
};

/** Answers a call by name; never throws. */
export type Router = (
  trusted: boolean,
  name: unknown,
  input: unknown,
) => Promise<CallResult<unknown>>;

const refusal = (error: string): CallResult<never> => ({ ok: false, code: 'input', error });

const isCall = (name: unknown): name is CallName =>
  typeof name === 'string' && Object.hasOwn(calls, name);

/**
 * The one door for calls: checks the sender, looks the call up, parses its input, calls, and gives
 * the result or the error back as data.
 *
 * @param report hears of errors that nobody foresaw
 */
export function createRouter(handlers: Handlers, report: (error: unknown) => void): Router {
  async function answer<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    return handlers[name](input as Parsed<N>);
  }
  return async (trusted, name, input) => {
    if (!trusted) return refusal(sentence('program.foreignWindow'));
    if (!isCall(name)) return refusal(sentence('program.unknownCall'));
    const parsed = calls[name].input.safeParse(input);
    if (!parsed.success) {
      const place = parsed.error.issues[0]?.path.join('.') || sentence('program.wholeInput');
      return refusal(sentence('program.invalidInput', { name, place }));
    }
    try {
      return { ok: true, value: await answer(name, parsed.data) };
    } catch (error) {
      const { code, error: sentence, unexpected } = failureOf(error);
      if (unexpected) report(error);
      return { ok: false, code, error: sentence };
    }
  };
}
