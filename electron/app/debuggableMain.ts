/**
 * The main process of the build that a test drives, and that nobody is given: the program as it is
 * packed, with a port for debuggers whose number is written into its profile. The port is in this
 * build alone, so that nothing laid beside the installed program can open one.
 */
import { app } from 'electron';
import '../main';

app.commandLine.appendSwitch('remote-debugging-port', '0');
