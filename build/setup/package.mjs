import './nodeVersion.mjs';
import path from 'node:path';
import { runCommand } from './command.mjs';
import { ROOT, nodeExecutable } from './places.mjs';
import { runAsCommand, say } from './report.mjs';
import { setUpStudio } from './steps.mjs';

await runAsCommand(async () => {
  const { executable, version, origin } = await setUpStudio();
  const words = ['--config', 'build/electron-builder.mjs'];
  if (origin === 'fallback') {
    say('Only the fallback Electron is here: an unpacked development build is made, for no user.');
    words.push(
      '--dir',
      `-c.electronDist=${path.dirname(executable)}`,
      `-c.electronVersion=${version}`,
    );
  }
  const builder = path.join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
  const { code } = await runCommand(
    nodeExecutable(),
    [builder, ...words, ...process.argv.slice(2)],
    { output: 'inherit' },
  );
  return code;
});
