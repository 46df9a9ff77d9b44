import process from 'node:process';
import { asPng, inspectPicture } from '../../images/inspect';
import { processSurroundings, rootFolder } from '../process';
import { archiveCommand } from './command';
import { createPrinter } from './printer';

process.exitCode = await archiveCommand(process.argv.slice(2), {
  ...processSurroundings(),
  tools: { asPng, printPdf: createPrinter(rootFolder()) },
  inspect: inspectPicture,
});
