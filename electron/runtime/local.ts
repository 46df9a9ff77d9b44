import { createHash } from 'node:crypto';
import path from 'node:path';
import { AppError } from '../../shared/ipc/errors';
import { t } from '../../shared/i18n/translate';
import { Tensor } from './onnxruntime';
import { computeSimilarities } from './similarity';
import { Answer, type Parts } from './generation/loop';
import { answerAsked } from './generation/asked';
import { CodeWriter } from './generation/codes';
import { openLanguageModel } from './generation/languageModel';
import { SplitGraphs } from './generation/splitGraphs';
import { numbersOf } from './numbers';
import { openPackage, type OpenedPackage } from './package';
import { normalised, readPicture, squareOf } from './inputImage';
import type { Located } from './locate/search';
import { LoadProgress } from './progress';
import { makePrompt } from './generation/prompt';
import { offeredProviders } from './providers';
import { locateIn } from './locate/region';
import { allSessions, closeOnDemand, closeSessions, openSessions, type Sessions } from './sessions';
import { yieldToEventLoop, Mutex } from './async';
import { openTokenizer } from './generation/tokenizer';
import { openPictureDecoder } from './visualizer/pictureDecoder';
import type { Preview } from './visualizer/drawing';
import type {
  SimilarityRequest,
  AnswerEvent,
  AnswerRequest,
  AnswerResult,
  DecodedPicture,
  DecodeRequest,
  LoadedPackage,
  LoadOptions,
  LocateRequest,
  OfferedProvider,
  Runtime,
} from './types';
import type { Manifest } from '../../shared/manifest';
import { throwIfAborted } from '../../shared/task';

interface Loaded extends Parts {
  readonly opened: OpenedPackage;
  readonly sessions: Sessions;
  /** Null where pictures are regressed. */
  readonly codes: CodeWriter | null;
  /** Visual tokens of pictures seen lately, by the SHA-256 of their files. */
  readonly seen: Map<string, Float32Array>;
}

/** Pictures whose visual tokens are kept, so that a conversation goes on without encoding anew. */
const MOST_SEEN = 128;
/** An answer should find this part of the context free before old turns are kept. */
const ANSWER_SHARE = 4;

/** The model runtime in the process that calls it; all calls run one after the other. */
export class LocalRuntime implements Runtime {
  readonly #mutex = new Mutex();
  #loaded: Loaded | undefined;

  load(
    options: LoadOptions,
    signal?: AbortSignal,
    onProgress: (share: number) => void = () => undefined,
  ): Promise<LoadedPackage> {
    return this.#enter(async () => {
      const begin = performance.now();
      throwIfAborted(signal, 'package.stopped');
      const progress = new LoadProgress(onProgress);
      const opened = await openPackage(options.folder, signal, progress);
      const tokenizer = await openTokenizer(opened);
      await this.#free();
      const sessions = await openSessions(opened, options, signal, progress);
      const { manifest, hash } = opened;
      this.#loaded = {
        opened,
        manifest,
        tokenizer,
        sessions,
        model: openLanguageModel(sessions, manifest),
        decoder: openPictureDecoder(sessions, manifest),
        codes: codeWriter(sessions, manifest),
        seen: new Map(),
      };
      const { provider, providerReason } = sessions;
      return { manifest, hash, provider, providerReason, loadTime: performance.now() - begin };
    });
  }

  answer(
    request: AnswerRequest,
    onEvent: (event: AnswerEvent) => void,
    signal?: AbortSignal,
  ): Promise<AnswerResult> {
    return this.#enter(async () => {
      const loaded = this.#need();
      loaded.decoder.check(request.visualizer);
      const { contextLength } = loaded.manifest.languageModel;
      const reserve = Math.min(request.maxTokens, Math.floor(contextLength / ANSWER_SHARE));
      const encode = async (file: string): Promise<Float32Array> => {
        await yieldToEventLoop();
        // A stop leaves the pictures unseen: nothing reads the prompt any more.
        if (signal?.aborted) return new Float32Array(0);
        return encodeFile(loaded, file);
      };
      const prompt = () => makePrompt({ ...loaded, encode }, request.turns, reserve);
      const { codes } = loaded;
      try {
        if (codes) {
          return await answerAsked({ ...loaded, codes, encode }, request, prompt, onEvent, signal);
        }
        return await new Answer(loaded, request, await prompt(), onEvent, signal).run();
      } finally {
        await closeOnDemand(loaded.sessions);
      }
    });
  }

  decode(
    request: DecodeRequest,
    onProgress: (step: number, steps: number, png: Uint8Array) => void,
    signal?: AbortSignal,
  ): Promise<DecodedPicture> {
    return this.#enter(async () => {
      const { decoder, sessions } = this.#need();
      const drawing = decoder.begin(request.tokens, request.settings);
      try {
        while (!drawing.picture) {
          await yieldToEventLoop();
          throwIfAborted(signal, 'runtime.drawingStopped');
          const preview: Preview | undefined = await drawing.advance();
          if (preview) onProgress(preview.step, preview.steps, preview.png);
        }
        return drawing.picture;
      } finally {
        await closeOnDemand(sessions);
      }
    });
  }

  encode(file: string, signal?: AbortSignal): Promise<Float32Array> {
    return this.#enter(async () => {
      throwIfAborted(signal, 'runtime.lookingStopped');
      return encodeFile(this.#need(), file);
    });
  }

  similarities(
    request: SimilarityRequest,
    onProgress: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    // Each picture in a turn of its own, so that answers need not wait for all of them.
    const encode = (file: string): Promise<Float32Array> =>
      this.#enter(async () => {
        const loaded = this.#need();
        if (loaded.opened.hash !== request.package) {
          throw new AppError('package', t('runtime.otherPackage'));
        }
        return encodeFile(loaded, file);
      });
    const width = this.#need().manifest.visionEncoder.featureWidth;
    return computeSimilarities(request, { width, encode, progress: onProgress, signal });
  }

  locate(request: LocateRequest, signal?: AbortSignal): Promise<Located> {
    return this.#enter(async () => locateIn(this.#need(), request, signal));
  }

  providers(): Promise<OfferedProvider[]> {
    return this.#enter(() => offeredProviders());
  }

  close(): Promise<void> {
    return this.#enter(() => this.#free());
  }

  #need(): Loaded {
    if (this.#loaded) return this.#loaded;
    throw new AppError('package', t('runtime.noPackage'));
  }

  async #free(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    if (loaded) await closeSessions(allSessions(loaded.sessions));
  }

  /** Runs work in its turn; whatever it throws becomes a sentence. */
  #enter<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutex.enter(async () => {
      try {
        return await work();
      } catch (error) {
        if (error instanceof AppError) throw error;
        const detail = error instanceof Error ? error.message : String(error);
        const words = t('runtime.failed', { detail });
        throw new AppError('worker', words, { cause: error });
      }
    });
  }
}

function codeWriter(sessions: Sessions, manifest: Manifest): CodeWriter | null {
  const { language, small } = sessions;
  if (manifest.picture.kind !== 'codes' || !small) return null;
  return new CodeWriter(new SplitGraphs(language, small, manifest), manifest, manifest.picture);
}

/** Visual tokens [m, W] of a picture file by the vision encoder. */
async function encodeFile(
  { manifest, sessions, seen }: Loaded,
  file: string,
): Promise<Float32Array> {
  const bytes = await readPicture(file);
  const key = createHash('sha256').update(bytes).digest('hex');
  const known = seen.get(key);
  if (known) return known;
  const { inputSize, preprocess } = manifest.visionEncoder;
  const { mean, std } = preprocess;
  const square = await squareOf(bytes, path.basename(file), inputSize, preprocess);
  const pixels = new Tensor('float32', normalised(square, mean, std), [1, 3, inputSize, inputSize]);
  const tokens = numbersOf(await sessions.encoder.run({ pixels }), 'tokens');
  seen.set(key, tokens);
  const oldest = seen.keys().next().value;
  if (seen.size > MOST_SEEN && oldest !== undefined) seen.delete(oldest);
  return tokens;
}
