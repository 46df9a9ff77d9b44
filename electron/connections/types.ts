import type { AnswerEvent, Sampling } from '../runtime/types';
import type { AnswerKind } from '../../shared/attachment';
import type { SniffedPicture } from './pictures';

export type QuestionPart =
  | { readonly type: 'text'; readonly text: string }
  /** A picture by absolute path, or by its bytes; PNG, JPEG or WebP. */
  | { readonly type: 'image'; readonly path: string }
  | { readonly type: 'image'; readonly bytes: Uint8Array };

/** A turn as it is sent; unlike the runtime's it has no visual tokens. */
export interface QuestionTurn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly parts: readonly QuestionPart[];
}

/** How pictures are drawn; what is absent is left to the server. */
export interface DrawingSettings {
  readonly width?: number;
  readonly height?: number;
  readonly steps?: number;
  readonly guidance?: number;
  readonly seed?: number;
  /** What is not to be seen. */
  readonly negative?: string;
  /** How many pictures. */
  readonly count?: number;
}

export interface ConnectionRequest {
  /** Oldest turn first; the last is the user's. */
  readonly turns: readonly QuestionTurn[];
  /** What is absent is left to the server. */
  readonly sampling?: Partial<Sampling>;
  readonly drawing?: DrawingSettings;
  readonly maxTokens?: number;
  /** What is wanted; `auto` unless given. */
  readonly answer?: AnswerKind;
  /** Whether it is to come in pieces; as suits the dialect unless given. */
  readonly stream?: boolean;
}

/** Which part of a picture is drawn anew: a byte for each pixel, 0 for what stays. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly redrawn: Uint8Array;
}

/** The pictures of the last turn are edited, the first of them where the mask says. */
export interface EditRequest extends ConnectionRequest {
  readonly mask?: Mask;
}

/** Events of one answer, in order; `index` counts its pictures from 0. */
export type ConnectionEvent =
  | Extract<AnswerEvent, { type: 'text' | 'image_start' }>
  /** Words that the model thinks, which are no part of its answer. */
  | { readonly type: 'thought'; readonly text: string }
  /** How a picture looks by now; not decoded yet. */
  | ({ readonly type: 'image_progress'; readonly index: number } & SniffedPicture)
  /** A picture as it came, of a kind and size known by its first bytes; not decoded yet. */
  | ({ readonly type: 'image'; readonly index: number } & SniffedPicture)
  /** The server is not ready and is asked again after so long. */
  | { readonly type: 'waiting'; readonly pauseMs: number };

export interface ConnectionResult {
  readonly finish: 'stop' | 'length' | 'cancelled';
  /** As the server counts them; null where it does not say. */
  readonly tokens: { readonly prompt: number | null; readonly completion: number | null };
}

export type OnEvent = (event: ConnectionEvent) => void;
