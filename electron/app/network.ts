import { app } from 'electron';

/** Disables the network for all of Chromium; to be called before the program is ready. */
export function shutNetwork(): void {
  // No name is resolved, so a request that got past a session's filter would go nowhere.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('disable-background-networking');
  app.on('session-created', (session) => {
    // Otherwise each session asks for a dictionary, and Chromium probes the network with a socket.
    session.setSpellCheckerLanguages([]);
    session.setSpellCheckerEnabled(false);
  });
}
