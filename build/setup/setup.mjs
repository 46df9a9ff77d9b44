import './nodeVersion.mjs';
import { runAsCommand, say } from './report.mjs';
import { setUpStudio } from './steps.mjs';

await runAsCommand(async () => {
  const { version, origin } = await setUpStudio();
  say(`The studio is ready, on Electron ${version}${origin === 'fallback' ? ' (fallback)' : ''}.`);
  return 0;
});
