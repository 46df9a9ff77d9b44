import type { CallInput } from '../../shared/ipc/contract';
import { exportFile, type ExportedFile } from '../archive/exportFile';
import type { Store } from '../store/open';
import type { Desktop } from './desktop';
import type { RunningWork } from './taskSlot';

/** Exports what the window asked for to a file (absolute path), in the place of one that is there. */
export function exportTo(
  { store, desktop }: { readonly store: Store; readonly desktop: Desktop },
  { selection, format, options }: CallInput<'archive.export'>,
  file: string,
  work: RunningWork,
): Promise<ExportedFile> {
  return exportFile({
    store,
    selection,
    format,
    file,
    // The dialog asked before it gave the name of a file that is there; of folders it knows nothing.
    replaces: true,
    options,
    tools: {
      asPng: (bytes) => desktop.pictures.asPng(bytes),
      printPdf: (page, pdf, signal) => desktop.printPdf(page, pdf, signal),
    },
    work,
  });
}
