/** A program without a window that keeps or reads a key: `FOLDER set|get ANSWER`. */
import { app, safeStorage } from 'electron';
import fs from 'node:fs';
import { openKeyStore } from '../../../electron/app/keyStore';

const [folder = '', what = '', answer = ''] = process.argv.slice(-3);
app.setPath('userData', `${folder}/userData`);
void app.whenReady().then(() => {
  // Otherwise Electron itself refuses `basic_text`, in some of its versions.
  safeStorage.setUsePlainTextEncryption(true);
  const keys = openKeyStore(folder, console.error);
  const done =
    what === 'set' ? { kept: keys.set('hub', 'hf_a-key-of-the-test') } : { key: keys.get('hub') };
  const backend = safeStorage.getSelectedStorageBackend();
  fs.writeFileSync(answer, JSON.stringify({ backend, ...done }));
  app.exit();
});
