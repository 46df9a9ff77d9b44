/**
 * The child process that executes the model: onnxruntime blocks the thread that calls it, so it runs
 * here and not in the main process.
 */
import { serve } from '../process/server';
import { LocalRuntime } from './local';
import { giveWay } from './priority';
import type { RuntimeCalls } from './protocol';

giveWay();
const runtime = new LocalRuntime();

serve<RuntimeCalls>({
  load: (options, { signal, report }) =>
    runtime.load(options, signal, (share) => report({ share })),
  answer: (request, { signal, report }) => runtime.answer(request, report, signal),
  decode: (request, { signal, report }) =>
    runtime.decode(request, (step, steps, png) => report({ step, steps, png }), signal),
  encode: (path, { signal }) => runtime.encode(path, signal),
  similarities: (request, { signal, report }) =>
    runtime.similarities(request, (done, total) => report({ done, total }), signal),
  locate: (request, { signal }) => runtime.locate(request, signal),
  providers: () => runtime.providers(),
});
