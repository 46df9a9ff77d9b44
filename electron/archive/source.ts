import type { ArchivedConversation, ArchivedImage } from '../../shared/archive/schema';
import type { SourceKind } from '../../shared/ipc/archive';

/** A file of an import, not read yet. */
export interface SourceFile extends Pick<ArchivedImage, 'size' | 'missing'> {
  /** Name of the entry or file, for messages. */
  readonly name: string;
  read(): Promise<Uint8Array>;
}

export interface SourceImage extends SourceFile {
  readonly mediaType: string;
}

/** Whatever is imported, in the form of an archive and checked as one. */
export interface Source {
  readonly kind: SourceKind;
  /** Content hash. */
  readonly hash: string;
  readonly conversations: readonly ArchivedConversation[];
  readonly images: ReadonlyMap<string, SourceImage>;
  readonly tokens: ReadonlyMap<string, SourceFile>;
  /** Whether damaged files are left out and listed, instead of the whole import being refused. */
  readonly leavesOutDamaged?: boolean;
  /** What could not be imported, one sentence each. */
  readonly notes: readonly string[];
  close(): void;
}
