import { MODELS } from '../ipc/models';
import path from 'node:path';
import { afterEach } from 'vitest';
import type { Question } from '../../electron/chat/chat';
import { closeServices, createServices } from '../../electron/ipc/services';
import { meanDifference } from '../../electron/images/inspect';
import { LocalRuntime } from '../../electron/runtime/local';
import type { Memory } from '../../electron/packages/memory';
import type { Runtime } from '../../electron/runtime/types';
import type { Store } from '../../electron/store/open';
import { DEFAULT_SETTINGS } from '../../electron/store/settings';
import { dataFolders } from '../store/folder';
import { eventSchema, type StudioEvent } from '../../shared/ipc/contract';
import type { Message } from '../../shared/message';

const PACKAGES = path.resolve(import.meta.dirname, '../fixtures/packages');

/** Folder of a tiny package of random weights. */
export const packageFolder = (name: 'embedded-like' | 'full-like'): string =>
  path.join(PACKAGES, name);

/** A question that the tiny package answers with a picture at temperature 0. */
export const DRAW = 'Generate an image of a red umbrella.';

type Answered = Extract<StudioEvent, { sequence: number }>;
type Kind = StudioEvent['type'];

/** The whole of store, runtime and chat, with all events that were told. */
export interface Studio extends Omit<ReturnType<typeof createServices>, 'emit'> {
  readonly events: StudioEvent[];
  readonly reported: unknown[];
  readonly conversationId: string;
  /** Called with each event as it is told. */
  heard: (event: StudioEvent) => void;
  /** The next event of a kind that was not waited for before. */
  next<K extends Kind>(kind: K): Promise<Extract<StudioEvent, { type: K }>>;
  send(text: string, question?: Partial<Question>): { queued: boolean };
  /** Asks and waits for the end of the answer. */
  ask(text: string, question?: Partial<Question>): Promise<Message>;
  /** Events of one answer, in order. */
  of(messageId: string): Answered[];
  close(): Promise<void>;
}

/** Studios for the tests of one file, closed after each test. */
export function studios(): {
  folder(): string;
  open(options?: {
    folder?: string;
    runtime?: Runtime;
    package?: string;
    memory?: () => Memory;
  }): Studio;
} {
  const folders = dataFolders();
  const opened: Studio[] = [];
  afterEach(async () => {
    for (const studio of opened.splice(0)) await studio.close();
  });
  return {
    folder: () => folders.make(),
    open({ folder, runtime = new LocalRuntime(), package: name, memory } = {}) {
      const store = folders.open(folder);
      if (!folder)
        store.settings.set({
          ...DEFAULT_SETTINGS,
          provider: 'cpu',
          temperature: 0,
          threads: 1,
          seed: 5,
          titles: false,
        });
      const studio = assemble(store, runtime, name ?? packageFolder('embedded-like'), memory);
      opened.push(studio);
      return studio;
    },
  };
}

function assemble(store: Store, runtime: Runtime, folder: string, memory?: () => Memory): Studio {
  const events: StudioEvent[] = [];
  const reported: unknown[] = [];
  const waiting = new Set<() => void>();
  const taken = new Map<Kind, number>();
  const emit = (event: StudioEvent): void => {
    events.push(eventSchema.parse(event));
    studio.heard(event);
    for (const wake of [...waiting]) wake();
  };
  const services = createServices({
    store,
    runtime,
    packageFolder: folder,
    ...(memory ? { memory } : {}),
    differenceOf: meanDifference,
    models: MODELS,
    emit,
    report: (error) => reported.push(error),
  });
  const conversationId = (store.conversations.list()[0] ?? store.conversations.create()).id;
  let closed: Promise<void> | undefined;
  const studio: Studio = {
    ...services,
    events,
    reported,
    conversationId,
    heard: () => undefined,
    next(kind) {
      type Wanted = Extract<StudioEvent, { type: typeof kind }>;
      const place = taken.get(kind) ?? 0;
      taken.set(kind, place + 1);
      return new Promise<Wanted>((resolve) => {
        const look = (): void => {
          const found = events.filter((event): event is Wanted => event.type === kind)[place];
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
    send: (text, question = {}) =>
      services.chat.send({
        conversationId,
        parentId: store.conversations.get(conversationId).leafId,
        text,
        images: [],
        think: 'auto',
        answer: 'auto',
        ...question,
      }),
    async ask(text, question) {
      studio.send(text, question);
      await services.chat.idle();
      const { leafId } = store.conversations.get(question?.conversationId ?? conversationId);
      return services.chat.message(leafId ?? '');
    },
    of: (messageId) =>
      events.filter(
        (event): event is Answered => 'sequence' in event && event.messageId === messageId,
      ),
    close: () => (closed ??= closeServices(services, runtime)),
  };
  return studio;
}

/** All words of a message. */
export const wordsOf = (message: Message): string =>
  message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
