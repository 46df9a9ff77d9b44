import type { CallOutput } from '../../shared/contract';

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

/** What calls need of the desktop; kept apart, so that calls are tested without Electron. */
export interface Desktop {
  /** Looks at a picture; refuses with a sentence what is none or is too large. */
  inspectPicture(file: PictureFile): Promise<InspectedPicture>;
  /** Lets the person pick pictures; their absolute paths. */
  pickPictures(): Promise<string[]>;
  pickFolder(): Promise<string | null>;
  /** Lets the person say where a PNG goes; null when cancelled. */
  pickPngPath(): Promise<string | null>;
  /** A picture of any kept kind written as PNG. */
  asPng(bytes: Uint8Array): Promise<Uint8Array>;
  copyPicture(png: Uint8Array): Promise<void>;
  openLink(url: string): Promise<void>;
  openFolder(which: 'data' | 'logs'): Promise<void>;
  about(): CallOutput<'about.get'>;
  /** Shows light or dark at once. */
  showTheme(theme: 'auto' | 'light' | 'dark'): void;
}
