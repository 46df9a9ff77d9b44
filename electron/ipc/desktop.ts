import type { CallOutput } from '../../shared/contract';
import type { LanguageChoice } from '../../shared/languages';
import type { ExportFormat } from '../../shared/collection';
import type { Box, SavedKind } from '../../shared/workbench';
import type { DraggedFiles } from './dragged';

/** A picture as a file of some kind, before anything is known of it. */
export interface PictureFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A picture that was looked at whole and found good, with what is to be kept of it. */
export interface InspectedPicture {
  /** The file to keep: the given one, or another writing of it that the window can show. */
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Size in pixels as it is shown (turned upright). */
  readonly width: number;
  readonly height: number;
  /** What was done to it, in words; empty for nothing. */
  readonly note: string;
}

/** A picture written as PNG and its size in pixels. */
export interface WrittenPicture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A drawn picture and the one that it is put back into. */
export interface PuttingBack {
  readonly drawn: Uint8Array;
  readonly original: Uint8Array;
  /** The part of the original that was shown to the model; absent for all of it, padded. */
  readonly box?: Box;
}

/** What is done with the pixels of pictures; elsewhere than in the main process, see `pictures/`. */
export interface PictureTools {
  /** Looks at a picture; refuses with a sentence what is none, damaged or too large. */
  inspect(file: PictureFile): Promise<InspectedPicture>;
  /** A picture of any kept kind written as PNG, upright and without its metadata. */
  asPng(bytes: Uint8Array): Promise<Uint8Array>;
  /** A small WebP of a kept picture. */
  thumbnail(bytes: Uint8Array): Promise<Uint8Array>;
  /** Mean absolute difference of two PNGs of one size over all their channels, 0 to 255. */
  difference(first: Uint8Array, second: Uint8Array): Promise<number>;
  /** A part of a picture as PNG, in the picture's own resolution. */
  crop(bytes: Uint8Array, box: Box): Promise<WrittenPicture>;
  /** A drawn square put back into the picture that it was made from, at that one's size. */
  putBack(putting: PuttingBack): Promise<WrittenPicture>;
}

/** A question with two answers: to act, or to leave it. */
export interface Question {
  readonly message: string;
  readonly detail: string;
  /** Words of the button that acts. */
  readonly act: string;
}

/** What calls need of the desktop; kept apart, so that calls are tested without Electron. */
export interface Desktop {
  readonly pictures: PictureTools;
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
