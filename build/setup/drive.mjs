// Starts the packed program as it is installed, with all fuses set, and looks that it opens no port for
// debuggers. Then packs it once more with such a port and drives the window of that one: asks for a
// picture and waits for it, asks through OpenAI's client, then damages a copy of the embedded package
// and looks for the refusal.
import './nodeVersion.mjs';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runBuilder, wordsForElectron } from './builder.mjs';
import { buildBundles } from './bundles.mjs';
import { machineArguments } from './electron.mjs';
import { runOnScreen } from './launch.mjs';
import { nodeExecutable, ROOT } from './places.mjs';
import { SetupError, runAsCommand } from './report.mjs';
import { setUpStudio } from './steps.mjs';

await runAsCommand(async () => {
  const runtime = await setUpStudio();
  const { DRIVEN, inspectPacked, packedProgram } = await import('../packaging/packed.mjs');
  const packed = packedProgram();
  if (!packed) throw new SetupError('Nothing is packed yet: run npm run package first.');
  if ((await inspectPacked(packed)).length > 0) return 1;
  await buildBundles(['driven']);
  fs.rmSync(DRIVEN, { recursive: true, force: true });
  const made = await runBuilder('packaging/driven.mjs', ['--dir', ...wordsForElectron(runtime)]);
  if (made !== 0) return made;
  const script = path.join(ROOT, 'build', 'packaging', 'drive.mjs');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-packed-'));
  try {
    const words = [nodeExecutable(), script, folder, ...machineArguments()];
    return await runOnScreen(words, 'The packed program is driven there.', 10 * 60_000);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.rmSync(DRIVEN, { recursive: true, force: true });
  }
});
