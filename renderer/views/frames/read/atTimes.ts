/** What decodes frames, as far as it is used here. */
export interface FrameSink<Found extends { readonly timestamp: number }> {
  canvasesAtTimestamps(times: readonly number[]): AsyncIterable<Found | null>;
  canvases(): AsyncIterable<Found>;
}

/** What is on the screen at a time, by the place of that time. */
export interface FoundFrame<Found> {
  readonly found: Found;
  readonly index: number;
}

/**
 * What is on the screen at each of some times, in order. Recordings may hold no list of places to
 * begin at: from the first time that is not found so, everything is decoded instead.
 */
export async function* framesAt<Found extends { readonly timestamp: number }>(
  sink: FrameSink<Found>,
  wanted: readonly number[],
): AsyncGenerator<FoundFrame<Found>> {
  let index = 0;
  for await (const found of sink.canvasesAtTimestamps(wanted)) {
    if (!found) break;
    yield { found, index };
    index += 1;
  }
  if (index >= wanted.length) return;
  let found: Found | undefined;
  for await (const next of sink.canvases()) {
    for (; index < wanted.length && (wanted[index] ?? 0) < next.timestamp - 1e-6; index += 1) {
      if (found) yield { found, index };
    }
    if (index >= wanted.length) return;
    found = next;
  }
  for (; found && index < wanted.length; index += 1) yield { found, index };
}
