// Starts the packed program as it is installed, with all fuses set, and drives its window: asks for
// a picture and waits for it, asks through OpenAI's client, then damages a copy of the embedded
// package and looks for the refusal.
import './nodeVersion.mjs';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { machineArguments } from './electron.mjs';
import { runOnScreen } from './launch.mjs';
import { nodeExecutable, ROOT } from './places.mjs';
import { SetupError, runAsCommand } from './report.mjs';

await runAsCommand(async () => {
  const { inspectPacked, packedProgram } = await import('../packaging/packed.mjs');
  const packed = packedProgram();
  if (!packed) throw new SetupError('Nothing is packed yet: run npm run package first.');
  if ((await inspectPacked(packed)).length > 0) return 1;
  const script = path.join(ROOT, 'build', 'packaging', 'drive.mjs');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-packed-'));
  try {
    const words = [nodeExecutable(), script, folder, ...machineArguments()];
    return await runOnScreen(words, 'The packed program is driven there.', 10 * 60_000);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
