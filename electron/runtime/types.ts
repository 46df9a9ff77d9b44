import type { Located } from './locate/search';
import type { Box } from '../../shared/image';
import type { Manifest } from '../../shared/manifest';
import type { AnswerKind, Think } from '../../shared/attachment';
import type { VisualizerSettings } from '../../shared/ipc/pictures';
import type { Provider } from '../../shared/settings';

/** A provider of this computer, and one clause why it is refused; null where it works. */
export interface OfferedProvider {
  readonly provider: Exclude<Provider, 'auto'>;
  readonly refusal: string | null;
}

export interface LoadOptions {
  /** Absolute folder of the package. */
  readonly folder: string;
  readonly provider: Provider;
  /** Threads of the CPU provider; 0 for the number of cores. */
  readonly threads: number;
  /** Most memory (bytes) that its process may take for itself; as much as it wants unless given. */
  readonly mostMemory?: number;
}

export interface LoadedPackage {
  readonly manifest: Manifest;
  /** SHA-256 of manifest.json: the identity of the package. */
  readonly hash: string;
  /** Provider really used, and one sentence why. */
  readonly provider: string;
  readonly providerReason: string;
  /** Milliseconds that loading took. */
  readonly loadTime: number;
}

export type PromptPart =
  | { readonly type: 'text'; readonly text: string }
  /** A picture by absolute path; decoded, bounded and turned upright by the runtime. */
  | { readonly type: 'image'; readonly path: string }
  /** A generated picture, kept as its predicted visual tokens (m * W numbers); for pictures of kind
   * `regressed` alone. */
  | { readonly type: 'visual'; readonly tokens: Float32Array };

export interface Turn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly parts: readonly PromptPart[];
}

export interface Sampling {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly repetitionPenalty: number;
  readonly seed: number;
}

export interface AnswerRequest {
  /** Oldest turn first; the last is the user's. */
  readonly turns: readonly Turn[];
  readonly sampling: Sampling;
  /** Seed of picture k (from 1) is seed + k - 1. */
  readonly visualizer: VisualizerSettings;
  readonly maxTokens: number;
  readonly think: Think;
  /** What a model that draws only where it is asked to answers with; `auto` unless told. */
  readonly answer?: AnswerKind;
}

/** Events of one answer, in order; `index` counts the pictures of the answer from 0. */
export type AnswerEvent =
  | {
      readonly type: 'context';
      readonly prompt: number;
      readonly length: number;
      readonly droppedTurns: number;
    }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_start'; readonly index: number }
  | {
      readonly type: 'visual_tokens';
      readonly index: number;
      /** As predicted, m * W numbers; these stay in the context. */
      readonly tokens: Float32Array;
      readonly settings: VisualizerSettings;
      /** As they are drawn, where variation changed them. */
      readonly drawn?: Float32Array;
    }
  | {
      readonly type: 'image_progress';
      readonly index: number;
      readonly step: number;
      readonly steps: number;
      /** How it looks by now; null where nothing can be seen yet. */
      readonly png: Uint8Array | null;
    }
  | {
      readonly type: 'image';
      readonly index: number;
      readonly png: Uint8Array;
      readonly width: number;
      readonly height: number;
    };

export interface AnswerResult {
  readonly finish: 'stop' | 'length' | 'cancelled';
  readonly tokens: { readonly prompt: number; readonly text: number; readonly visual: number };
  /** Milliseconds. */
  readonly timings: {
    readonly prefill: number;
    readonly perToken: number;
    readonly visualizer: number;
    readonly total: number;
  };
  readonly context: {
    readonly used: number;
    readonly length: number;
    readonly droppedTurns: number;
  };
}

export interface DecodeRequest {
  /** Kept visual tokens, m * W numbers. */
  readonly tokens: Float32Array;
  readonly settings: VisualizerSettings;
}

export interface LocateRequest {
  /** Absolute path of the picture that is searched. */
  readonly path: string;
  /** Visual tokens to look for, m * W numbers. */
  readonly tokens: Float32Array;
  /** Only this part is compared, in pixels of the upright picture. */
  readonly box?: Box;
}

export interface SimilarityRequest {
  /** Absolute folder of the pictures; each is a file that its hash names. */
  readonly folder: string;
  /** Hash of the picture that the others are compared with. */
  readonly sought: string;
  readonly others: readonly string[];
  /** Absolute path of the features that this package computed before; they are added to. */
  readonly features: string;
  /** Hash of the package whose features these are. */
  readonly package: string;
}

export interface DecodedPicture {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** The tokens that were drawn: the given ones with the variation's noise. */
  readonly tokens: Float32Array;
}

export interface Runtime {
  /**
   * Loads a package, replacing the one before. Rejects with an AppError (`package`, `provider`,
   * `cancelled`).
   *
   * @param onProgress called with the share that is done, 0 to 1
   */
  load(
    options: LoadOptions,
    signal?: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<LoadedPackage>;
  /**
   * Answers; resolves also when stopped (finish `cancelled`). One at a time: a second call waits.
   * Rejects with an AppError `input` or `context` before anything is written, `worker` when the
   * process died, `cancelled` when it had to be killed to stop.
   */
  answer(
    request: AnswerRequest,
    onEvent: (event: AnswerEvent) => void,
    signal?: AbortSignal,
  ): Promise<AnswerResult>;
  /** Draws kept visual tokens again, without the language model. */
  decode(
    request: DecodeRequest,
    onProgress: (step: number, steps: number, png: Uint8Array) => void,
    signal?: AbortSignal,
  ): Promise<DecodedPicture>;
  /** Visual tokens of a picture file by the vision encoder. */
  encode(path: string, signal?: AbortSignal): Promise<Float32Array>;
  /**
   * How like each of some pictures is to another one: the exact cosine of their features, NaN for one
   * that cannot be read. Features that are not known yet are computed; a stop keeps those that are done.
   * Rejects with `input` when the picture itself cannot be read.
   *
   * @param onProgress called with the number of pictures whose features are computed
   */
  similarities(
    request: SimilarityRequest,
    onProgress: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<Float32Array>;
  /** The part of a picture that is nearest visual tokens, by the vision encoder. */
  locate(request: LocateRequest, signal?: AbortSignal): Promise<Located>;
  /** Providers that can be chosen; each is tried once. */
  providers(): Promise<OfferedProvider[]>;
  /** Frees everything; the runtime may load again. */
  close(): Promise<void>;
}
