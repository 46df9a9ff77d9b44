import { call } from '../../api';
import { words } from '../../i18n';
import { asAttachment } from '../../state/chat';
import { changeDraft, flushDraft } from '../../state/drafts';
import { attempt, notify } from '../../state/notify';
import { wholeOf } from '../../state/outline';
import { manifestOf, useStudio } from '../../state/studio';
import { keepTruth } from './persistence';
import { promptFor } from './prompts';
import { runsOf, type Run } from './runs';
import { useFrames, type GroundTruth } from '../../state/frames';
import type { Frame, FrameTask, Strip } from '../../state/strip';
import type { CallInput } from '../../../shared/ipc/contract';
import type { Attachment } from '../../../shared/attachment';
import { evenly, budgetOf } from '../../../shared/frameBudget';
import type { Message } from '../../../shared/message';

const manifestNow = () => manifestOf(useStudio.getState());

/** Pictures that the answer to one question of a task draws. */
const drawnBy = (task: FrameTask, given: number): number =>
  task === 'order' ? given : task === 'video' ? 0 : 1;

/** The frames of the range that one question shows: all of them, or evenly spread ones that fit. */
export function givenOf(strip: Strip, task: FrameTask): { given: Frame[]; fits: number } {
  const range = strip.frames.slice(strip.from, strip.to + 1);
  const manifest = manifestNow();
  const { fits } = manifest ? budgetOf(manifest, drawnBy(task, range.length)) : { fits: 64 };
  // Redrawing takes as much room again as showing.
  const most = task === 'order' ? Math.max(2, Math.min(fits, range.length)) : fits;
  return { given: evenly(range, most), fits };
}

type Question = Omit<CallInput<'chat.send'>, 'conversationId' | 'think'>;

/**
 * Sends a question and waits for its answer, wherever the window is meanwhile.
 *
 * @param kept true frames of the answer, which are kept before it ends
 * @returns the answer; undefined when the question was refused or waits behind another conversation
 */
async function askAndWait(
  conversationId: string,
  question: Question,
  groundTruth: GroundTruth,
): Promise<Message | undefined> {
  const sent = await attempt(() =>
    call('chat.send', { conversationId, think: 'never', ...question }),
  );
  if (!sent) return undefined;
  const { conversation } = await call('conversations.open', { id: conversationId });
  await keepFor(conversationId, conversation.leafId, groundTruth);
  await answered(conversationId);
  const all = await askedOfClips(conversationId);
  return all.find(({ id }) => id === conversation.leafId);
}

/** The messages of a conversation that have to do with clips, of all its branches. */
const askedOfClips = async (id: string): Promise<Message[]> =>
  wholeOf(await call('conversations.outline', { id, pictures: 'frames' }));

/** Ends once nothing is being answered in a conversation. */
function answered(id: string): Promise<void> {
  return new Promise((resolve) => {
    const check = async (): Promise<void> => {
      const { running, queue } = await call('conversations.open', { id });
      if (running || queue.length > 0) return;
      stop();
      resolve();
    };
    const stop = useStudio.subscribe(({ answering }, before) => {
      if (before.answering[id] && !answering[id]) void attempt(check);
    });
    void attempt(check);
  });
}

const asFrames = (frames: readonly Frame[]): Attachment[] => frames.map(({ picture }) => picture);

/** True frames for what will be drawn: those that follow the range, or that come before it. */
function truthFor(strip: Strip, task: FrameTask): GroundTruth {
  const images = (frames: readonly Frame[]): string[] => frames.map(({ picture }) => picture.image);
  if (task === 'next') return { truth: images(strip.frames.slice(strip.to + 1)) };
  if (task === 'previous') return { truth: images(strip.frames.slice(0, strip.from)).toReversed() };
  if (task !== 'order') return { truth: [] };
  const range = strip.frames.slice(strip.from, strip.to + 1);
  // Times tell the true order; single pictures have none.
  if (range.some(({ time }) => time === null)) return { truth: [] };
  return { truth: images(range.toSorted((a, b) => (a.time ?? 0) - (b.time ?? 0))) };
}

/** Predicts frames one after the other; each question shows as many frames as the first one did. */
export async function predict(
  strip: Strip,
  task: 'next' | 'previous',
  count: number,
): Promise<void> {
  const { view } = useStudio.getState();
  if (!view || isBusy()) return;
  const { given } = givenOf(strip, task);
  await goOn(view.id, {
    task,
    window: asFrames(given),
    framesPerSecond: strip.framesPerSecond,
    parentId: null,
    count,
    groundTruth: truthFor(strip, task),
  });
}

/** Predicts more frames of a run from where it stands. */
export async function predictMore(run: Run, count: number): Promise<void> {
  if (isBusy() || (run.task !== 'next' && run.task !== 'previous')) return;
  const shown = run.given.frames.flatMap(asAttachment);
  const drawn = run.drawn.flatMap(({ picture, place }) =>
    asAttachment(picture).map((taken) => ({ ...taken, from: place })),
  );
  const all = run.task === 'next' ? [...shown, ...drawn] : [...drawn.toReversed(), ...shown];
  const size = shown.length;
  const groundTruth = useFrames.getState().groundTruth[run.key] ?? { truth: [] };
  await goOn(run.answer.conversationId, {
    task: run.task,
    window: run.task === 'next' ? all.slice(-size) : all.slice(0, size),
    framesPerSecond: run.given.framesPerSecond,
    parentId: run.answer.id,
    count,
    groundTruth,
  });
}

interface GoingOn {
  readonly task: 'next' | 'previous';
  readonly window: readonly Attachment[];
  readonly framesPerSecond: number;
  readonly parentId: string | null;
  readonly count: number;
  readonly groundTruth: GroundTruth;
}

async function goOn(conversationId: string, going: GoingOn): Promise<void> {
  const { task, framesPerSecond, count, groundTruth } = going;
  const text = promptFor(manifestNow(), task);
  let window = [...going.window];
  let parentId = going.parentId;
  useFrames.setState({ follow: true, selected: null });
  for (let left = count; left > 0; left -= 1) {
    useFrames.setState({ left });
    const images = window;
    const question = { parentId, text, images, framesPerSecond };
    const answer = await askAndWait(conversationId, question, groundTruth);
    if (!answer) break;
    const drawn = drawnOf(answer);
    if (drawn.length === 0 || answer.finish === 'cancelled' || answer.finish === 'error') break;
    parentId = answer.id;
    const size = going.window.length;
    window =
      task === 'next'
        ? [...window, ...drawn].slice(-size)
        : [...drawn.toReversed(), ...window].slice(0, size);
  }
  useFrames.setState({ left: 0 });
}

const drawnOf = (answer: Message): Attachment[] =>
  answer.parts.flatMap((picture, part) =>
    picture.type === 'image'
      ? asAttachment(picture).map((taken) => ({ ...taken, from: { messageId: answer.id, part } }))
      : [],
  );

/** Remembers the true frames of the run that an answer belongs to. */
async function keepFor(
  conversationId: string,
  answerId: string | null,
  groundTruth: GroundTruth,
): Promise<void> {
  const run = runsOf(await askedOfClips(conversationId), manifestNow()).find(
    (one) => one.answer.id === answerId,
  );
  if (run) await keepTruth(run.key, groundTruth);
}

/** Has shuffled frames redrawn in their order. */
export async function putInOrder(strip: Strip, happens: string): Promise<void> {
  const { view } = useStudio.getState();
  if (!view || isBusy()) return;
  const { given } = givenOf(strip, 'order');
  const prompt = promptFor(manifestNow(), 'order');
  useFrames.setState({ follow: true, selected: null });
  const question = {
    parentId: null,
    text: happens.trim() === '' ? prompt : `${happens.trim()} ${prompt}`,
    images: asFrames(given),
    framesPerSecond: strip.framesPerSecond,
  };
  await askAndWait(view.id, question, truthFor(strip, 'order'));
}

/** Asks about a clip. */
export async function askAboutClip(strip: Strip, text: string): Promise<void> {
  const { view } = useStudio.getState();
  if (!view || text.trim() === '') return;
  const { given } = givenOf(strip, 'video');
  useFrames.setState({ follow: true, selected: null });
  const sent = await attempt(() =>
    call('chat.send', {
      conversationId: view.id,
      parentId: null,
      text: text.trim(),
      images: asFrames(given),
      framesPerSecond: strip.framesPerSecond,
      think: 'auto',
    }),
  );
  if (!sent) return;
  changeDraft(view.id, (draft) => ({ ...draft, text: draft.text === text ? '' : draft.text }));
  await flushDraft(view.id);
}

/** Says so when frames are already being asked for. */
function isBusy(): boolean {
  const busy =
    useFrames.getState().left > 0 || Object.keys(useStudio.getState().answering).length > 0;
  if (busy) notify(words('frames.busy'));
  return busy;
}

/** Finds which given frame each redrawn one is. */
export async function findOrder(messageId: string): Promise<void> {
  const put = (found: ReturnType<typeof useFrames.getState>['orders'][string]): void =>
    useFrames.setState(({ orders }) => ({ orders: { ...orders, [messageId]: found } }));
  put('asked');
  const order = await attempt(() => call('frames.order', { messageId }));
  put(order ?? 'failed');
}
