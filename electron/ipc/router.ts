import {
  calls,
  type Calls,
  type CallName,
  type CallInput,
  type CallOutput,
  type CallResult,
} from '../../shared/ipc/contract';
import type { z } from 'zod';
import { failureOf } from '../chat/error';
import { t } from '../../shared/i18n/translate';

/** What a handler receives: the input as parsed by zod. */
export type Parsed<N extends CallName> = z.output<Calls[N]['input']>;

/** What a handler returns; a call whose output is null alone needs no value. */
type Returned<N extends CallName> = CallOutput<N> | (CallOutput<N> extends null ? void : never);

/** One function for every call of the contract. */
export type Handlers = {
  readonly [N in CallName]: (input: Parsed<N>) => Returned<N> | Promise<Returned<N>>;
};

/** The handlers of the calls of one domain. */
export type HandlersOf<Domain> = Pick<Handlers, keyof Domain & CallName>;

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
 * The only entrance for calls: checks the sender, looks up the call, parses its input, calls the handler
 * and returns the result or the error as data.
 *
 * @param report called with unexpected errors
 */
export function createRouter(handlers: Handlers, report: (error: unknown) => void): Router {
  async function answer<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    return (await handlers[name](input as Parsed<N>)) ?? (null as CallOutput<N>);
  }
  return async (trusted, name, input) => {
    if (!trusted) return refusal(t('program.foreignWindow'));
    if (!isCall(name)) return refusal(t('program.unknownCall'));
    const parsed = calls[name].input.safeParse(input);
    if (!parsed.success) {
      const place = parsed.error.issues[0]?.path.join('.') || t('program.wholeInput');
      return refusal(t('program.invalidInput', { name, place }));
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
