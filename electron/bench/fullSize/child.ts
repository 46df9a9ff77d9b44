/** A process of its own for a conversion, or for a model that runs: so that its memory is its own. */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { runConversion } from '../../convert/run';
import type { ChildMessage, ConvertTask, ConvertTimes, Phase, RunTask } from './calls';
import { runPackage } from './run';

const tell = (message: ChildMessage): void => void process.send?.(message);

async function convert({ request, files }: ConvertTask): Promise<ConvertTimes> {
  const begin = performance.now();
  let [first, last] = [0, 0];
  let [before, after] = [0, 0];
  const made = await runConversion(request, files, {
    report: ({ stage }) => {
      if (stage !== 'weights') return;
      last = performance.now();
      after = processorTime();
      first ||= last;
      before ||= after;
    },
  });
  return {
    made,
    whole: performance.now() - begin,
    weights: last - first,
    processor: after - before,
    peak: peakMemory(),
  };
}

/** Milliseconds that all threads of this process have run. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The most memory that this process ever had (bytes), files that it has mapped included. */
function peakMemory(): number | undefined {
  // What `resourceUsage` says on Linux begins with the memory of the parent.
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

// Nothing is measured for a command that is gone.
process.once('disconnect', () => process.exit(1));
process.once('message', (task: ConvertTask | RunTask) => {
  const phase = (name: Phase): void => tell({ kind: 'phase', phase: name });
  const say = (sentence: string): void => tell({ kind: 'say', sentence });
  const work = task.kind === 'convert' ? convert(task) : runPackage(task, phase, say);
  void work
    .then(
      (result): ChildMessage => ({ kind: 'done', result }),
      (error: unknown): ChildMessage => ({
        kind: 'failed',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    )
    .then((message) => process.send?.(message, () => process.exit(0)));
});
