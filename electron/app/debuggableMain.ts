/**
 * The main process of a build for tests, which is not distributed: the packaged program with a debugging
 * port whose number is written into its profile. Only this build has the port, so that no file placed
 * beside the installed program can open one.
 */
import { app } from 'electron';
import '../main';

app.commandLine.appendSwitch('remote-debugging-port', '0');
