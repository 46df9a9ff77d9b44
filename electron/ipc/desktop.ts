import type { Source } from '../archive/source';
import type { ImageTools } from '../images/types';
import type { DraggedFiles } from './draggedFiles';
import type { ExportFormat } from '../../shared/ipc/archive';
import type { SavedKind } from '../../shared/ipc/files';
import type { CallOutput } from '../../shared/ipc/contract';
import type { LanguageChoice } from '../../shared/i18n/languages';
import type { Task } from '../../shared/task';

/** A question with two answers: to act or not. */
export interface Question {
  readonly message: string;
  readonly detail: string;
  /** Label of the button that acts. */
  readonly act: string;
}

/** What calls need of the desktop, as an interface so that they can be tested without Electron. */
export interface Desktop {
  readonly pictures: ImageTools;
  /** Lets the person pick pictures; returns absolute paths. */
  pickPictures(): Promise<string[]>;
  pickFolder(): Promise<string | null>;
  /** Asks the person whether to do something anyway; no is the default. */
  confirm(question: Question): Promise<boolean>;
  /** Lets the person pick a zip; returns its absolute path. */
  pickZip(): Promise<string | null>;
  /** Lets the person choose where to save a PNG; null when cancelled. */
  pickPngPath(): Promise<string | null>;
  /** Lets the person choose where to save a file of some kind; null when cancelled. */
  pickSave(name: string, kind: SavedKind): Promise<string | null>;
  /** Lets the person choose where to save an export, perhaps replacing a file; null when cancelled. */
  pickExport(name: string, format: ExportFormat): Promise<string | null>;
  /** Lets the person pick a file, or a folder, to import; null when cancelled. */
  pickImport(folder: boolean): Promise<string | null>;
  /** Opens a file or folder to import, by its absolute path, where it can do no harm. */
  openSource(file: string, task: Task): Promise<Source>;
  /** Prints a local page to a PDF; both paths absolute. */
  printPdf(page: string, file: string, signal?: AbortSignal): Promise<void>;
  /** Files that are dragged out of the window. */
  readonly dragged: DraggedFiles;
  /** Starts dragging files (absolute paths) out of the window. */
  drag(files: readonly string[]): Promise<void>;
  copyPicture(png: Uint8Array): Promise<void>;
  openLink(url: string): Promise<void>;
  openFolder(which: 'data' | 'logs'): Promise<void>;
  about(): CallOutput<'about.get'>;
  /** The licences of what is in the program, collected when it was built. */
  licences(): Promise<CallOutput<'about.licences'>>;
  /** Absolute folder that the program looks into first for its data. */
  readonly home: string;
  /** Restarts the program. */
  restart(): void;
  /** Switches to light or dark. */
  showTheme(theme: 'auto' | 'light' | 'dark'): void;
  /** Switches the program, including its menu, to a language. */
  speak(language: LanguageChoice): void;
}
