import type { ArchivedConversation, ArchivedImage } from '../../shared/archive/schema';
import type { SourceKind } from '../../shared/ipc/archive';

/** A file that an import brings, not yet read. */
export interface SourceFile extends Pick<ArchivedImage, 'size' | 'missing'> {
  /** Name of the entry or file, for sentences. */
  readonly name: string;
  read(): Promise<Uint8Array>;
}

export interface SourceImage extends SourceFile {
  readonly mediaType: string;
}

/** Whatever is imported, brought into the form of an archive and checked as such. */
export interface Source {
  readonly kind: SourceKind;
  /** Content hash. */
  readonly hash: string;
  readonly conversations: readonly ArchivedConversation[];
  readonly images: ReadonlyMap<string, SourceImage>;
  readonly tokens: ReadonlyMap<string, SourceFile>;
  /** Whether files that are damaged are left out and listed, instead of all being refused. */
  readonly leavesOutDamaged?: boolean;
  /** What could not be taken, a sentence each. */
  readonly notes: readonly string[];
  close(): void;
}
