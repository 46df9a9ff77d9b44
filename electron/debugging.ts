import { app } from 'electron';
import fs from 'node:fs';
import path from 'node:path';

/** Switches of Chromium by which another program could see and drive the window. */
const DOORS = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-debugging-socket-name',
  'remote-allow-origins',
  'auto-open-devtools-for-tabs',
];

/**
 * Shuts the doors for debuggers in the packed program, whatever it was started with. A test of it
 * lays a file into a copy of the program's own folder; only there a port is opened, on this machine
 * and with a number that is written into the data folder.
 */
export function shutDebugging(): void {
  if (!app.isPackaged) return;
  for (const name of DOORS) app.commandLine.removeSwitch(name);
  if (fs.existsSync(path.join(process.resourcesPath, 'drive.json'))) {
    app.commandLine.appendSwitch('remote-debugging-port', '0');
  }
}
