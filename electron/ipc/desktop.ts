import type { Source } from '../archive/source';
import type { ImageTools } from '../images/types';
import type { DraggedFiles } from './draggedFiles';
import type { ExportFormat } from '../../shared/ipc/archive';
import type { SavedKind } from '../../shared/ipc/files';
import type { CallOutput } from '../../shared/ipc/contract';
import type { LanguageChoice } from '../../shared/i18n/languages';
import type { Task } from '../../shared/task';

/** A question with two answers: to act, or to leave it. */
export interface Question {
  readonly message: string;
  readonly detail: string;
  /** Words of the button that acts. */
  readonly act: string;
}

/** What calls need of the desktop; kept apart, so that calls are tested without Electron. */
export interface Desktop {
  readonly pictures: ImageTools;
  /** Lets the person pick pictures; their absolute paths. */
  pickPictures(): Promise<string[]>;
  pickFolder(): Promise<string | null>;
  /** Asks the person whether to do something all the same; no is the default. */
  confirm(question: Question): Promise<boolean>;
  /** Lets the person pick a zip; its absolute path. */
  pickZip(): Promise<string | null>;
  /** Lets the person say where a PNG goes; null when cancelled. */
  pickPngPath(): Promise<string | null>;
  /** Lets the person say where a file of some kind goes; null when cancelled. */
  pickSave(name: string, kind: SavedKind): Promise<string | null>;
  /** Lets the person say where an export goes, and may replace a file there; null when cancelled. */
  pickExport(name: string, format: ExportFormat): Promise<string | null>;
  /** Lets the person pick a file, or a folder, to import; null when cancelled. */
  pickImport(folder: boolean): Promise<string | null>;
  /** Opens a file or folder to import, by its absolute path, where it can do no harm. */
  openSource(file: string, task: Task): Promise<Source>;
  /** Prints a page of this machine to a PDF; both paths absolute. */
  printPdf(page: string, file: string, signal?: AbortSignal): Promise<void>;
  /** Files that are dragged out of the window. */
  readonly dragged: DraggedFiles;
  /** Puts files (absolute paths) under the pointer, which takes them to wherever it lets go. */
  drag(files: readonly string[]): Promise<void>;
  copyPicture(png: Uint8Array): Promise<void>;
  openLink(url: string): Promise<void>;
  openFolder(which: 'data' | 'logs'): Promise<void>;
  about(): CallOutput<'about.get'>;
  /** The licences of what is in the program, collected when it was built. */
  licences(): Promise<CallOutput<'about.licences'>>;
  /** Absolute folder that the program looks into first for its data. */
  readonly home: string;
  /** Ends the program and starts it anew. */
  restart(): void;
  /** Shows light or dark at once. */
  showTheme(theme: 'auto' | 'light' | 'dark'): void;
  /** Says all that the program says, its menu too, in a language from now on. */
  speak(language: LanguageChoice): void;
}
