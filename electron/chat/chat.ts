import type { BranchEnd } from '../store/messages';
import type { WaitingQuestion } from '../store/queue';
import { answerQuestion, type ChatOptions } from './answer';
import { addAnswer, addTurn, writerOf } from './turn';
import { UnsavedEndings, type Ending } from './unsavedEndings';
import { ExternalQueue } from './externalQueue';
import type { AnswerWriter } from './writer';
import type { Manner } from '../../shared/attachment';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';
import { wordsOf, type Message } from '../../shared/message';

/** What a person asks: the new message and the place where it goes. */
export type Question = Omit<WaitingQuestion, 'id' | 'follows' | 'again'>;

/** The answer that is being written. */
interface Running {
  readonly conversationId: string;
  readonly messageId: string;
  readonly controller: AbortController;
  readonly writer: AnswerWriter;
  readonly ended: Promise<void>;
}

/**
 * Asks the runtime and writes its answers, one at a time; questions asked meanwhile wait. It does not
 * depend on a window: listeners receive the events, and there need not be any.
 */
export class Chat {
  #running: Running | undefined;
  #closing = false;
  readonly #unsaved: UnsavedEndings;
  readonly #externalQueue = new ExternalQueue();

  constructor(private readonly options: ChatOptions) {
    this.#unsaved = new UnsavedEndings(options.store.messages);
  }

  /** The answer that is being written in a conversation, for a window that opens it late. */
  running(
    conversationId: string,
  ): Pick<Running, 'conversationId' | 'messageId' | 'writer'> | undefined {
    return this.#running?.conversationId === conversationId ? this.#running : undefined;
  }

  /** Whether an answer is being written anywhere. */
  get busy(): boolean {
    return this.#running !== undefined || this.#externalQueue.active;
  }

  /**
   * Runs work of another caller in its turn, between two answers. Such callers alternate with the
   * waiting questions.
   *
   * @param signal ends the wait
   */
  async visit<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const { queue } = this.options.store;
    this.options.titler.stop();
    if (this.busy || queue.first() || this.#externalQueue.waiting) {
      const turn = this.#externalQueue.line(signal);
      this.#next();
      await turn;
    } else this.#externalQueue.enter();
    try {
      return await work();
    } finally {
      this.#externalQueue.leave();
      this.#next();
    }
  }

  /**
   * Asks; the question runs at once, or waits while another answer is written.
   *
   * @returns whether it waits
   * @throws AppError `input` for an empty question, `missing` if the message it follows is gone
   */
  send(question: Question): { queued: boolean } {
    if (question.text.trim() === '' && question.images.length === 0) {
      throw new AppError('input', t('chat.emptyQuestion'));
    }
    const { queue, messages } = this.options.store;
    if (!this.busy && !queue.first()) {
      this.#ask(question);
      return { queued: false };
    }
    const follows = messages.isLeaf(question.conversationId, question.parentId);
    queue.add({ ...question, follows });
    this.#tellQueue(question.conversationId);
    this.#next();
    return { queued: true };
  }

  /**
   * Answers a question again, as a new branch beside the existing answer; at once, or in its turn if
   * another answer is being written.
   *
   * @param messageId the answer, or a question that has none
   * @returns whether it waits
   */
  regenerate(conversationId: string, messageId: string, manner: Manner): { queued: boolean } {
    const { messages, queue } = this.options.store;
    const message = messages.get(messageId);
    const question =
      message.role === 'user' ? message : message.parentId && messages.get(message.parentId);
    if (!question || question.conversationId !== conversationId) {
      throw new AppError('missing', t('chat.noQuestion'));
    }
    if (!this.busy && !queue.first()) {
      this.#askAgain(question, manner);
      return { queued: false };
    }
    const { id: again, parentId, parts } = question;
    const waiting = {
      conversationId,
      parentId,
      ...manner,
      again,
      text: wordsOf(parts),
      images: [],
    };
    queue.add({ ...waiting, follows: false });
    this.#tellQueue(conversationId);
    this.#next();
    return { queued: true };
  }

  /** Stops the answer of a conversation; what was written stays. Waiting questions are still answered. */
  stop(conversationId: string): void {
    if (this.running(conversationId)) this.#running?.controller.abort();
  }

  /** Stops the answer of a conversation if its branch was removed, and continues restored questions. */
  treeChanged(conversationId: string): void {
    const running = this.running(conversationId);
    if (running && !this.options.store.messages.isVisible(running.messageId))
      this.stop(conversationId);
    this.#tellQueue(conversationId);
    this.#next();
  }

  /** Changes the words of a waiting question. */
  changeQueued(id: string, text: string): void {
    const { queue } = this.options.store;
    if (queue.get(id).again !== undefined) {
      throw new AppError('input', t('chat.askedAgainStays'));
    }
    if (text.trim() === '' && queue.get(id).images.length === 0) {
      throw new AppError('input', t('chat.emptyWaiting'));
    }
    this.#tellQueue(queue.change(id, text).conversationId);
  }

  /** Takes a waiting question out of the queue. */
  removeQueued(id: string): void {
    const { queue } = this.options.store;
    const { conversationId } = queue.get(id);
    queue.remove(id);
    this.#tellQueue(conversationId);
  }

  /** A message, including what a full disk kept from being written. */
  message(id: string): Message {
    this.#unsaved.save();
    return this.#unsaved.complete(this.options.store.messages.get(id));
  }

  /** The end of a branch, as far up as wanted: see the store. */
  branchEnd(leafId: string | null, wanted: BranchEnd): Message[] {
    this.#unsaved.save();
    return this.options.store.messages
      .branchEnd(leafId, wanted)
      .map((message) => this.#unsaved.complete(message));
  }

  /** Messages from the root to the end of the branch shown. */
  branch(leafId: string | null): Message[] {
    this.#unsaved.save();
    return this.options.store.messages
      .branch(leafId)
      .map((message) => this.#unsaved.complete(message));
  }

  /** Continues with the questions that were waiting when the program ended. */
  resume(): void {
    this.#next();
  }

  /** Stops and saves the running answer; nothing new begins. Waiting questions wait for the next start. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#running?.controller.abort();
    await this.#running?.ended;
    this.options.titler.stop();
    await this.options.titler.settled();
    this.#unsaved.save();
  }

  /** Resolves once nothing is running or waiting. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running.ended;
  }

  /** Loads the wanted package: at once, or after the running answer. */
  settingsChanged(): void {
    if (!this.busy) this.options.packageLoader.refresh();
  }

  #ask(question: Question, queuedId?: string): void {
    const { store } = this.options;
    const [asked, answerId] = store.transaction(() => {
      if (queuedId !== undefined) store.queue.remove(queuedId);
      return addTurn(store, question);
    });
    this.#start(asked, answerId, question);
  }

  #askAgain(question: Message, manner: Manner, queuedId?: string): void {
    const { store } = this.options;
    const answerId = store.transaction(() => {
      if (queuedId !== undefined) store.queue.remove(queuedId);
      const { leafId } = store.conversations.get(question.conversationId);
      const first = store.messages.isLeaf(question.conversationId, question.id);
      const id = addAnswer(store, question);
      if (!first) store.steps.branched('again', id, leafId);
      return id;
    });
    this.#start(question, answerId, manner);
  }

  #start(question: Message, messageId: string, { think, answer }: Manner): void {
    const { store, emit } = this.options;
    const { conversationId } = question;
    this.options.titler.stop();
    const controller = new AbortController();
    const onFault = (): void => controller.abort();
    const writer = writerOf(question, { store, emit, messageId, onFault });
    writer.tell({ type: 'started', message: store.messages.get(messageId), question });
    this.#tellConversation(conversationId);
    const ended = answerQuestion(this.options, {
      question,
      branchEnd: (least) => this.branchEnd(question.id, { least }),
      writer,
      manner: { think, answer },
      signal: controller.signal,
    })
      .then((ending) => this.#end(messageId, writer, ending))
      .catch((error: unknown) => this.options.report(error))
      .finally(() => {
        this.#running = undefined;
        this.#next();
        if (!this.busy && !this.#closing)
          this.options.titler.begin(question, this.message(messageId));
      });
    this.#running = { conversationId, messageId, controller, writer, ended };
  }

  #end(messageId: string, writer: AnswerWriter, ending: Ending): void {
    const { finish, error, details } = ending;
    try {
      if (writer.fault !== undefined) throw writer.fault;
      this.options.store.messages.finish(messageId, finish, error, details);
    } catch {
      this.#unsaved.keep(messageId, ending, writer.parts);
    }
    const message = this.message(messageId);
    if (error === null) writer.tell({ type: 'done', message });
    else writer.tell({ type: 'error', message, error });
    this.#tellConversation(message.conversationId);
  }

  #next(): void {
    if (this.busy || this.#closing) return;
    const { queue, messages, conversations } = this.options.store;
    try {
      const waiting = queue.first();
      if (this.#externalQueue.call(waiting !== undefined)) return;
      if (!waiting) {
        this.settingsChanged();
        return;
      }
      const { id, follows, again, ...question } = waiting;
      if (again !== undefined) {
        this.#askAgain(messages.get(again), question, id);
        this.#tellQueue(question.conversationId);
        return;
      }
      const end = question.parentId ?? conversations.get(question.conversationId).leafId;
      const parentId = follows && end !== null ? messages.leafBelow(end) : question.parentId;
      this.#ask({ ...question, parentId }, id);
      this.#tellQueue(question.conversationId);
    } catch (error) {
      // The question stays in the queue and is tried again next time.
      this.options.report(error);
    }
  }

  #tellQueue(conversationId: string): void {
    const queue = this.options.store.queue.list(conversationId);
    this.options.emit({ type: 'queue', conversationId, queue });
  }

  #tellConversation(id: string): void {
    const conversation = this.options.store.conversations.find(id);
    // One that was deleted meanwhile was taken from the list then.
    if (conversation) this.options.emit({ type: 'conversation', conversation });
  }
}
