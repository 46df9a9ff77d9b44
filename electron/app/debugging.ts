import { app } from 'electron';

/** Switches of Chromium by which another program could see and drive the window. */
const DOORS = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-debugging-socket-name',
  'remote-allow-origins',
  'auto-open-devtools-for-tabs',
];

/** Shuts the doors for debuggers in the packed program, whatever it was started with. */
export function shutDebugging(): void {
  if (!app.isPackaged) return;
  for (const name of DOORS) app.commandLine.removeSwitch(name);
}
