import type { Language } from '../../shared/i18n/languages';
import type { ErrorCode } from '../../shared/ipc/errors';

/** What a process can be asked: name -> what a call takes, reports on the way, and returns. */
export type ProcessCalls<Calls> = {
  [Name in keyof Calls]: { input: unknown; news: unknown; output: unknown };
};

/** To the child: a call, or that a call is to be stopped; and the language of its sentences. */
export type ToChild<Calls extends ProcessCalls<Calls>> = { readonly language: Language } & (
  | {
      readonly [Name in keyof Calls]: {
        readonly type: 'call';
        readonly id: number;
        readonly name: Name;
        readonly input: Calls[Name]['input'];
      };
    }[keyof Calls]
  | { readonly type: 'cancel'; readonly id: number }
);

/** From the child: news of a call, its value, or its error as data. */
export type FromChild =
  | { readonly type: 'news'; readonly id: number; readonly news: unknown }
  | { readonly type: 'value'; readonly id: number; readonly value: unknown }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly code: ErrorCode;
      readonly error: string;
    };

/** A process that runs {@link serve}, whatever kind of process it is. */
export interface Child {
  post(message: unknown): void;
  onMessage(listener: (message: FromChild) => void): void;
  /** Called once when the process has ended, with its exit code. */
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
  /** Memory (bytes) that it has for itself alone; nothing where the system does not say. */
  memory?(): number | undefined;
}
