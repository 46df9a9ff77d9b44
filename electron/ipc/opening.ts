/** Conversations with which a window ended, ran into a fault or did not answer. */
export interface Failed {
  readonly all: readonly string[];
  /** The one that no window has told of yet. */
  readonly untold: string | null;
}

/** What is remembered of conversations that are opened, over the end of the window and the program. */
export interface Opening {
  /** A conversation is about to be put on the screen. */
  begin(id: string): void;
  /** It is there, and the window answers. */
  shown(id: string): void;
  /** The window ran into a fault with what is on the screen. */
  fail(): void;
  /** A window starts: what failed before it, told once. */
  failed(): Failed;
}
