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
import { runCommand } from './command.mjs';
import { machineArguments } from './electron.mjs';
import { nodeExecutable, ROOT } from './places.mjs';
import { SetupError, runAsCommand } from './report.mjs';
import { wordsForScreen } from './screen.mjs';
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
  const words = await wordsForScreen('The packed program needs one.');
  const script = path.join(ROOT, 'build', 'packaging', 'drive.mjs');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metamorph-packed-'));
  try {
    const [command = '', ...args] = [
      ...words,
      nodeExecutable(),
      script,
      folder,
      ...machineArguments(),
    ];
    const { code } = await runCommand(command, args, {
      output: 'inherit',
      group: true,
      limit: 10 * 60_000,
      env: { ELECTRON_RUN_AS_NODE: undefined },
    });
    return code;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.rmSync(DRIVEN, { recursive: true, force: true });
  }
});
