import { app } from 'electron';

/** Shuts the network for all of Chromium; to be called before the program is ready. */
export function shutNetwork(): void {
  // No name is resolved: what got past a session's filter would still reach nobody.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('disable-background-networking');
  app.on('session-created', (session) => {
    // Each session would ask for a dictionary, and Chromium try a socket to see whether it can.
    session.setSpellCheckerLanguages([]);
    session.setSpellCheckerEnabled(false);
  });
}
