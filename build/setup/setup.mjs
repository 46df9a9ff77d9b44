import './nodeVersion.mjs';
import { runAsCommand, say } from './report.mjs';
import { setUpStudio, setUpTerminal } from './steps.mjs';

await runAsCommand(async () => {
  if (process.argv.includes('--terminal')) {
    await setUpTerminal();
    say('The program for the terminal is ready.');
    return 0;
  }
  const { version, origin } = await setUpStudio();
  say(`The studio is ready, on Electron ${version}${origin === 'fallback' ? ' (fallback)' : ''}.`);
  return 0;
});
