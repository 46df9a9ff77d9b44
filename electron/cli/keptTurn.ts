import fs from 'node:fs';
import path from 'node:path';
import { detailsOf } from '../chat/details';
import { addTurn, beginAnswer, writerOf } from '../chat/turn';
import type { AnswerWriter } from '../chat/writer';
import { inspectPicture } from '../images/inspect';
import type { AnswerRequest, AnswerResult, LoadedPackage, Runtime, Turn } from '../runtime/types';
import type { Store } from '../store/open';
import { dataFolder, openExisting, openOrMake } from './archive/data';
import { failureOf } from './error';
import type { SaveTarget } from './options';
import type { Question } from './request';
import type { Attachment } from '../../shared/attachment';
import type { Message } from '../../shared/message';

/**
 * A turn of the terminal that is kept as the window keeps its own: the question first, the answer
 * as it comes.
 */
export class SavedTurn {
  readonly #store: Store;
  #conversation: string | undefined;
  #writer: AnswerWriter | undefined;
  #answerId = '';
  #result: AnswerResult | undefined;

  /**
   * Opens the store, and finds the conversation that is continued.
   *
   * @throws CommandError, AppError
   */
  constructor({ data, conversation }: SaveTarget) {
    this.#store =
      conversation === undefined ? openOrMake(data, true) : openExisting(dataFolder(data));
    try {
      if (conversation !== undefined) this.#store.conversations.get(conversation);
    } catch (error) {
      this.#store.close();
      throw error;
    }
    this.#conversation = conversation;
  }

  /** Id of the conversation; undefined before {@link begin}. */
  get conversation(): string | undefined {
    return this.#conversation;
  }

  /**
   * Writes the question at the end of the branch shown, and an answer that begins.
   *
   * @returns the whole conversation as a prompt
   */
  async begin(question: Question, loaded: LoadedPackage): Promise<Turn[]> {
    const store = this.#store;
    const images = await this.#take(question.images);
    const [asked, answerId] = store.transaction(() => this.#add(question, images));
    this.#answerId = answerId;
    const nobody = (): void => undefined;
    this.#writer = writerOf(asked, { store, emit: nobody, messageId: answerId, onFault: nobody });
    const branchEnd = (least: number): Message[] => store.messages.branchEnd(asked.id, { least });
    const { turns } = await beginAnswer(store, loaded, this.#writer, asked, branchEnd);
    return turns;
  }

  /** The runtime, whose answers are written to the store as they come. */
  listening(runtime: Runtime): Pick<Runtime, 'answer'> {
    return {
      answer: async (request, onEvent, signal) => {
        const both: typeof onEvent = (event) => {
          this.#writer?.take(event);
          onEvent(event);
        };
        this.#result = await runtime.answer(request, both, signal);
        return this.#result;
      },
    };
  }

  /**
   * Ends the answer as it came out.
   *
   * @throws what the store refused while the answer came
   */
  async end(loaded: LoadedPackage, request: AnswerRequest): Promise<void> {
    await this.#writer?.settled();
    if (this.#writer?.fault) throw this.#writer.fault;
    const result = this.#result;
    const details = result ? detailsOf(loaded, request, result) : null;
    const finish = result?.finish ?? 'cancelled';
    this.#store.messages.finish(this.#answerId, finish, null, details);
  }

  /** Ends the answer with what went wrong. */
  async fail(error: unknown): Promise<void> {
    await this.#writer?.settled();
    if (this.#answerId === '') return;
    this.#store.messages.finish(this.#answerId, 'error', failureOf(error).sentence, null);
  }

  close(): void {
    this.#store.close();
  }

  async #take(files: readonly string[]): Promise<Attachment[]> {
    const taken: Attachment[] = [];
    for (const file of files) {
      const name = path.basename(file);
      const found = await inspectPicture({ name, bytes: await fs.promises.readFile(file) });
      const { bytes, ...picture } = found;
      const image = await this.#store.images.saveImage(bytes, picture.mediaType);
      taken.push({ image, ...picture });
    }
    return taken;
  }

  #add(
    { prompt: text, framesPerSecond }: Question,
    images: readonly Attachment[],
  ): [Message, string] {
    const { conversations } = this.#store;
    const conversation =
      this.#conversation === undefined
        ? conversations.create()
        : conversations.get(this.#conversation);
    const { id: conversationId, leafId: parentId } = conversation;
    this.#conversation = conversationId;
    return addTurn(this.#store, { conversationId, parentId, text, images, framesPerSecond });
  }
}
