/** Conversations with which a window crashed, failed or did not respond. */
export interface Failed {
  readonly all: readonly string[];
  /** The one that no window has reported yet. */
  readonly untold: string | null;
}

/** What is remembered about opened conversations, even if the window or the program ends. */
export interface Opening {
  /** A conversation is about to be put on the screen. */
  begin(id: string): void;
  /** It is shown, and the window responds. */
  shown(id: string): void;
  /** The window failed with what is on the screen. */
  fail(): void;
  /** A window starts: returns what failed before, once. */
  failed(): Failed;
}
