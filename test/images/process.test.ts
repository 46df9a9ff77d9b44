import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Log } from '../../electron/app/log';
import { createImageProcess } from '../../electron/app/processes';

const { children } = vi.hoisted(() => ({ children: [] as Answering[] }));

/** A process that answers each question at once, and takes its time to end. */
interface Answering extends EventEmitter {
  killed: boolean;
}

vi.mock('electron', () => ({
  app: {},
  utilityProcess: {
    fork: () => {
      const child: Answering = Object.assign(new EventEmitter(), {
        killed: false,
        postMessage({ id }: { id: number }) {
          if (!child.killed) child.emit('message', { type: 'value', id, value: 0.5 });
        },
        kill() {
          child.killed = true;
        },
      });
      children.push(child);
      return child;
    },
  },
}));

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-pictures-'));
  children.length = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  fs.rmSync(folder, { recursive: true });
});

describe('the process of pictures', () => {
  // Catches: a picture that is refused since the process was just being ended for its idleness.
  it('is another one for who asks while the idle one ends', async () => {
    const pictures = createImageProcess('worker.js', new Log(folder));
    const bytes = Buffer.from('picture');
    await expect(pictures.difference(bytes, bytes)).resolves.toBe(0.5);
    vi.advanceTimersByTime(60_000);
    expect(children.map(({ killed }) => killed)).toEqual([true]);
    const asked = pictures.difference(bytes, bytes);
    children[0]?.emit('exit', 0);
    await expect(asked).resolves.toBe(0.5);
    expect(children).toHaveLength(2);
  });
});
