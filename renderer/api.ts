/** The only door to the main process: typed calls whose results are parsed, and its events. */
import {
  calls,
  type CallName,
  type CallInput,
  type CallOutput,
  eventSchema,
  type StudioEvent,
  type StudioBridge,
} from '../shared/ipc/contract';
import { words } from './i18n';
import type { ErrorCode } from '../shared/ipc/errors';

declare global {
  interface Window {
    readonly studio?: StudioBridge;
  }
}

/** A call that failed: `message` is one sentence for the person. */
export class StudioError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'StudioError';
    this.code = code;
  }
}

/** The sentence of anything thrown, for the screen. */
export function errorMessage(error: unknown): string {
  return error instanceof StudioError ? error.message : words('error.unexpected');
}

function bridge(): StudioBridge {
  if (!window.studio) throw new StudioError('internal', words('error.noBridge'));
  return window.studio;
}

/**
 * Asks the main process.
 *
 * @returns the parsed output of the call
 * @throws StudioError with the sentence that the main process gave, or when its answer does not fit
 * the contract
 */
export async function call<N extends CallName>(
  name: N,
  input: CallInput<N>,
): Promise<CallOutput<N>> {
  const result = await bridge().call(name, input);
  if (!result.ok) throw new StudioError(result.code, result.error);
  const parsed = calls[name].output.safeParse(result.value);
  if (!parsed.success) throw new StudioError('internal', words('error.contract', { name }));
  return parsed.data as CallOutput<N>;
}

/**
 * Listens to all events of the main process; one that does not fit the contract is logged and left
 * out, since a wrong event must not stop the right ones.
 *
 * @returns the function that stops listening
 */
export function listen(listener: (event: StudioEvent) => void): () => void {
  return bridge().listen((event) => {
    const parsed = eventSchema.safeParse(event);
    if (parsed.success) listener(parsed.data);
    else console.error('An event does not fit the contract.', parsed.error.message);
  });
}
