import type { ElectronApplication, Page } from 'playwright';
import { quantile } from './figures';
import { memoryOf } from './machine';
import { askWhole, longestFrame, stopAgain, watchFrames, type WholeAnswer } from './page';
import { withProgram } from './program';

const DRAW = 'Generate an image of a butterfly.';
const TALK = 'Tell me a short story about a fox.';
/** How often memory is looked at while an answer is written (milliseconds). */
const LOOK = 500;
/** The timer whose delays tell of a stalled main process (milliseconds). */
const TICK = 5;

/** What the running program cost while it answered. */
export interface Answering {
  /** The longest that nothing else got its turn; milliseconds. */
  readonly mainStall: number;
  readonly frameStall: number;
  /** Greatest memory of all processes together (MB); undefined where the system does not tell. */
  readonly memory: number | undefined;
  readonly drawing: WholeAnswer;
  readonly talking: WholeAnswer;
  /** Milliseconds from pressing Stop to the end of the answer. */
  readonly stops: readonly number[];
}

/**
 * Runs the program with a window of its own and measures it while it answers.
 *
 * @param executable Electron
 * @param root absolute folder of the repository
 * @param stops how many answers are stopped
 */
export async function timeAnswering(
  executable: string,
  root: string,
  stops: number,
): Promise<Answering> {
  return withProgram(executable, root, async ({ application, page }) => {
    // The first answer waits for the package and warms everything up.
    await page.evaluate(askWhole, DRAW);
    await watchMain(application);
    await page.evaluate(watchFrames);
    const memory = watchMemory(application.process().pid ?? 0);
    const drawing = await page.evaluate(askWhole, DRAW);
    const talking = await page.evaluate(askWhole, TALK);
    const frameStall = await page.evaluate(longestFrame);
    const mainStall = await longestStall(application);
    const greatest = await memory();
    return {
      mainStall,
      frameStall,
      memory: greatest,
      drawing,
      talking,
      stops: await stopOften(page, drawing, stops),
    };
  });
}

/** Stops at moments spread evenly over the whole of an answer, its drawing included. */
async function stopOften(page: Page, answer: WholeAnswer, count: number): Promise<number[]> {
  const { conversationId, messageId, total } = answer;
  const taken: number[] = [];
  let tried = 0;
  while (taken.length < count && tried < count * 2) {
    // The golden ratio spreads any number of moments evenly.
    const after = total * ((tried * 0.618) % 1) * 0.95;
    tried += 1;
    const time = await page.evaluate(stopAgain, { conversationId, messageId, after });
    if (time !== null) taken.push(time);
  }
  return taken;
}

/** The time that 99 of 100 stops stay under. */
export const stopTime = (stops: readonly number[]): number => quantile(stops, 0.99);

interface Watched {
  benchStall?: { greatest: number; readonly timer: NodeJS.Timeout };
}

async function watchMain(application: ElectronApplication): Promise<void> {
  await application.evaluate((_electron, tick) => {
    let last = performance.now();
    const stall = {
      greatest: 0,
      timer: setInterval(() => {
        const now = performance.now();
        stall.greatest = Math.max(stall.greatest, now - last - tick);
        last = now;
      }, tick),
    };
    (globalThis as Watched).benchStall = stall;
  }, TICK);
}

async function longestStall(application: ElectronApplication): Promise<number> {
  return application.evaluate(() => {
    const { benchStall } = globalThis as Watched;
    clearInterval(benchStall?.timer);
    return benchStall?.greatest ?? 0;
  });
}

/** Looks at the memory again and again; the returned function ends it and gives the greatest (MB). */
function watchMemory(root: number): () => Promise<number | undefined> {
  let greatest: number | undefined;
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    const now = await memoryOf(root);
    if (now !== undefined) greatest = Math.max(greatest ?? 0, now);
  };
  looking = look();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, LOOK);
  return async () => {
    clearInterval(timer);
    await looking;
    return greatest;
  };
}
