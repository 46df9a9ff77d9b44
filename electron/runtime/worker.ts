/**
 * The child process that executes the model: Electron's utility process, or a forked Node process
 * with `serialization: 'advanced'`. onnxruntime blocks the thread that calls it, so it runs here.
 */
import { RuntimeError } from '../../shared/runtimeError';
import { sayIn } from '../../shared/i18n/translate';
import { LocalRuntime } from './local';
import { giveWay } from './priority';
import type { ChildMessage, HostMessage } from './protocol';

/** The port of Electron's utility process; absent in plain Node. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: HostMessage }) => void): void;
  postMessage(message: ChildMessage): void;
}

giveWay();
const runtime = new LocalRuntime();
const running = new Map<number, AbortController>();
const parent = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;

function post(message: ChildMessage): void {
  if (parent) parent.postMessage(message);
  else process.send?.(message);
}

async function carryOut(
  message: Extract<HostMessage, { type: 'call' }>,
  signal: AbortSignal,
): Promise<ChildMessage> {
  const { id } = message;
  switch (message.name) {
    case 'load': {
      const tell = (share: number): void => post({ type: 'news', id, news: { share } });
      return { type: 'value', id, value: await runtime.load(message.input, signal, tell) };
    }
    case 'answer': {
      const tell = (news: Parameters<Parameters<LocalRuntime['answer']>[1]>[0]): void =>
        post({ type: 'news', id, news });
      return { type: 'value', id, value: await runtime.answer(message.input, tell, signal) };
    }
    case 'decode': {
      const tell = (step: number, steps: number, png: Uint8Array): void =>
        post({ type: 'news', id, news: { step, steps, png } });
      return { type: 'value', id, value: await runtime.decode(message.input, tell, signal) };
    }
    case 'encode':
      return { type: 'value', id, value: await runtime.encode(message.input, signal) };
    case 'alike': {
      const tell = (done: number, total: number): void =>
        post({ type: 'news', id, news: { done, total } });
      return { type: 'value', id, value: await runtime.alike(message.input, tell, signal) };
    }
    case 'locate':
      return { type: 'value', id, value: await runtime.locate(message.input, signal) };
    case 'providers':
      return { type: 'value', id, value: await runtime.providers() };
    case 'close':
      await runtime.close();
      return { type: 'value', id, value: null };
  }
}

async function receive(message: HostMessage): Promise<void> {
  if (message.language) sayIn(message.language);
  if (message.type === 'cancel') {
    running.get(message.id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(message.id, controller);
  try {
    post(await carryOut(message, controller.signal));
  } catch (error) {
    const code = error instanceof RuntimeError ? error.code : 'worker';
    const sentence = error instanceof Error ? error.message : String(error);
    post({ type: 'error', id: message.id, code, error: sentence });
  } finally {
    running.delete(message.id);
  }
}

if (parent) parent.on('message', (event) => void receive(event.data));
else process.on('message', (message: HostMessage) => void receive(message));
// A host that is gone needs no model: the child must not stay behind.
process.on('disconnect', () => process.exit(0));
