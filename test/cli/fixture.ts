import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { main } from '../../electron/cli/command';
import { LocalRuntime } from '../../electron/runtime/local';
import type {
  AnswerEvent,
  AnswerRequest,
  AnswerResult,
  LoadedPackage,
  LoadOptions,
} from '../../electron/runtime/types';

/** The tiny package of random weights that is like the embedded one. */
export const PACKAGE = path.resolve(import.meta.dirname, '../fixtures/packages/embedded-like');

/** The real runtime, which also remembers what it was asked. */
class WatchedRuntime extends LocalRuntime {
  readonly loads: LoadOptions[] = [];
  readonly requests: AnswerRequest[] = [];

  constructor(private readonly heard: (event: AnswerEvent, request: AnswerRequest) => void) {
    super();
  }

  override load(options: LoadOptions, signal?: AbortSignal): Promise<LoadedPackage> {
    this.loads.push(options);
    return super.load(options, signal);
  }

  override answer(
    request: AnswerRequest,
    onEvent: (event: AnswerEvent) => void,
    signal?: AbortSignal,
  ): Promise<AnswerResult> {
    this.requests.push({ ...request, turns: [...request.turns] });
    const both = (event: AnswerEvent): void => {
      onEvent(event);
      this.heard(event, request);
    };
    return super.answer(request, both, signal);
  }
}

/** What a command did. */
export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  readonly loads: readonly LoadOptions[];
  readonly requests: readonly AnswerRequest[];
}

export interface Watch {
  /** Called with each event of the runtime; `stop` is the person's interruption. */
  readonly heard?: (event: AnswerEvent, stop: () => void, request: AnswerRequest) => void;
  /** Called with what is printed. */
  readonly printed?: (text: string, stop: () => void) => void;
}

/** A folder in which commands are typed, made for each test and removed after it. */
export function commandFolder(): {
  folder(): string;
  run(words: readonly string[], watch?: Watch): Promise<Ran>;
} {
  let made: string | undefined;
  afterEach(() => {
    if (made !== undefined) fs.rmSync(made, { recursive: true, force: true });
    made = undefined;
  });
  const folder = () => (made ??= fs.mkdtempSync(path.join(os.tmpdir(), 'studio-cli-')));
  return {
    folder,
    async run(words, watch = {}) {
      const stopper = new AbortController();
      const stop = () => stopper.abort();
      const runtime = new WatchedRuntime((event, request) => watch.heard?.(event, stop, request));
      let out = '';
      let err = '';
      const exit = await main(words, {
        folder: folder(),
        package: PACKAGE,
        // Its frames come from Electron's decoders; test/e2e/clip.test.ts runs these.
        readClip: () => Promise.reject(new Error('This test has no Electron.')),
        openRuntime: () => runtime,
        out: (text) => {
          out += text;
          watch.printed?.(text, stop);
        },
        err: (text) => {
          err += text;
        },
        signal: stopper.signal,
      });
      return { exit, out, err, loads: runtime.loads, requests: runtime.requests };
    },
  };
}
