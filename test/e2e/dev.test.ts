import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ROOT } from './launch';
import { emptyDataFolder, removeFolder } from './program';

let data = '';
beforeEach(() => {
  data = emptyDataFolder();
});
afterEach(() => removeFolder(data));

function timesShown(): number {
  const log = path.join(data, 'logs', 'studio.log');
  return fs.existsSync(log)
    ? fs.readFileSync(log, 'utf8').split('The window is shown').length - 1
    : 0;
}

// Catches a development loop that no longer finds what it builds, one that does not start the program
// again, and processes that stay after Ctrl+C.
it.runIf(process.platform !== 'win32')(
  'npm run dev shows the window, starts again after a save, and ends whole',
  async () => {
    const dev = spawn('node', ['build/setup/dev.mjs'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, METAMORPH_DATA: data },
      // A terminal sends Ctrl+C to all processes of the group.
      detached: true,
    });
    dev.stdout.resume();
    // Each process below holds it open.
    const gone = once(dev, 'close');
    try {
      await vi.waitUntil(() => timesShown() === 1, { timeout: 120_000, interval: 100 });
      const now = new Date();
      fs.utimesSync(path.join(ROOT, 'electron', 'main.ts'), now, now);
      await vi.waitUntil(() => timesShown() === 2, { timeout: 120_000, interval: 100 });
    } finally {
      process.kill(-(dev.pid ?? 0), 'SIGINT');
    }
    expect(await gone).toEqual([0, null]);
  },
);
