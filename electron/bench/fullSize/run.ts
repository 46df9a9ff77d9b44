import { SplitGraphs } from '../../runtime/generation/splitGraphs';
import { LocalRuntime } from '../../runtime/local';
import { openPackage } from '../../runtime/package';
import { allSessions, closeSessions, openSessions } from '../../runtime/sessions';
import { tokensDrawn } from '../../../shared/manifest';
import type { Manifest } from '../../../shared/manifest';
import { BenchError } from '../options';
import type { DrawnTimes, Phase, RunTask, RunTimes, SideTimes } from './calls';
import { openPeerSide } from './peerSide';
import { OwnStepper, timeSides, type SideLog } from './steps';

const WORDS = 'A lighthouse on a rocky coast at dawn, oil painting';
/** What is looked at from outside stays as it is for so long (milliseconds). */
const STILL = 500;

/** Loads a package as the program does, lets it draw, and times its steps beside the peer's. */
export async function runPackage(
  task: RunTask,
  phase: (name: Phase) => void,
  say: (sentence: string) => void,
): Promise<RunTimes> {
  const options = { folder: task.folder, provider: 'cpu', threads: task.threads } as const;
  phase('loading');
  const runtime = new LocalRuntime();
  const { manifest, loadTime } = await runtime.load(options);
  phase('loaded');
  await new Promise((resolve) => setTimeout(resolve, STILL));
  let drawn: DrawnTimes | null = null;
  if (manifest.picture.kind === 'codes') {
    phase('drawing');
    drawn = await drawPicture(runtime, manifest);
  }
  await runtime.close();
  phase('steps');
  return { load: loadTime, drawn, ...(await timeSteps(task, say)) };
}

async function drawPicture(runtime: LocalRuntime, manifest: Manifest): Promise<DrawnTimes> {
  const { picture } = manifest;
  if (picture.kind !== 'codes') throw new TypeError('It draws otherwise.');
  const guidance = picture.guidance.default;
  const result = await runtime.answer(
    {
      turns: [{ role: 'user', parts: [{ type: 'text', text: WORDS }] }],
      sampling: { temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 1 },
      visualizer: { guidance, steps: 1, seed: 1, variation: 0 },
      maxTokens: 1,
      think: 'never',
      answer: 'picture',
    },
    () => undefined,
  );
  const codes = tokensDrawn(manifest);
  if (result.tokens.visual !== codes) throw new BenchError('The picture was not finished.');
  const { total, perToken, visualizer } = result.timings;
  const prompt = result.tokens.prompt;
  return { codes, guidance, prompt, total, perCode: perToken, decoder: visualizer };
}

async function timeSteps(
  { folder, threads, effort, peer: wanted }: RunTask,
  say: (sentence: string) => void,
): Promise<Pick<RunTimes, 'own' | 'codes' | 'peer' | 'noPeer'>> {
  const opened = await openPackage(folder);
  const { manifest } = opened;
  const sessions = await openSessions(opened, { provider: 'cpu', threads });
  const { small } = sessions;
  if (!small) throw new TypeError('Its language model is one graph.');
  const { vocabulary } = manifest.languageModel;
  let noPeer: string | null = null;
  const peer =
    wanted &&
    (await openPeerSide(wanted, vocabulary, threads, effort, say).catch((error: unknown) => {
      noPeer = error instanceof Error ? error.message : String(error);
      return null;
    }));
  try {
    const graphs = new SplitGraphs(sessions.language, small, manifest);
    const two = new OwnStepper(graphs, manifest, 2);
    const own = { one: new OwnStepper(graphs, manifest, 1), two };
    const sides = peer ? [own, peer] : [own];
    const codes = small.codeHead ? () => two.codeStep() : undefined;
    const logs = await timeSides(sides, codes, effort, say);
    const [ownLog, peerLog] = logs.sides;
    if (!ownLog) throw new Error('Nothing was timed.');
    return {
      own: timesOf(ownLog),
      codes: small.codeHead ? logs.codes.medians : null,
      peer: peerLog ? timesOf(peerLog) : null,
      noPeer,
    };
  } finally {
    await peer?.close();
    await closeSessions(allSessions(sessions));
  }
}

const timesOf = ({ one, two, reading }: SideLog): SideTimes => ({
  one: one.medians,
  two: two.medians,
  reading,
});
