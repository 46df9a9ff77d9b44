import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';

/** Programs that wanted a core in the last minute, before the benchmarks begin. */
const LOAD = os.loadavg()[0] ?? 0;

/** What the figures were measured on, as one sentence. */
export function describeMachine(threads: number, electron: string, onnxruntime: string): string {
  const processors = os.cpus();
  const model = processors[0]?.model.replace(/\s+/g, ' ').trim() ?? 'an unknown processor';
  const memory = Math.round(os.totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return (
    `Measured on ${day} on ${model}, ${processors.length} logical cores, ${memory} GiB, ` +
    `${os.type()} ${os.release()}, with ${threads} threads: Node ${process.versions.node}, ` +
    `Electron ${electron}, onnxruntime ${onnxruntime}. ${companyOf(processors.length)}` +
    'Both sides of a ratio come from one run and took turns.'
  );
}

/** Other programs make every time longer, so a reader must know of them. */
function companyOf(cores: number): string {
  const busy = LOAD;
  return busy > cores / 4 ? `OTHER PROGRAMS WERE RUNNING (load ${busy.toFixed(1)}). ` : '';
}

/** Ids of a process and of all that descend from it; by Linux's own list. */
export async function familyOf(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
    parents.set(Number(name), Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0));
  }
  const belongs = (id: number): boolean => id === root || (id > 1 && belongs(parents.get(id) ?? 0));
  return [...parents.keys()].filter(belongs);
}

/**
 * Memory of a process and its descendants (MB): the sum of their proportional set sizes, in which
 * what several processes share counts once.
 *
 * @returns undefined where the system does not tell
 */
export async function memoryOf(root: number): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  let kilobytes = 0;
  for (const id of await familyOf(root)) {
    const rollup = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
    kilobytes += Number(/^Pss:\s*(\d+) kB/m.exec(rollup)?.[1] ?? 0);
  }
  return kilobytes / 1024;
}
