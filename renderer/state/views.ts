/** The views of the window: each shows the same open conversation in its own way. */

/** In the order of the rail. */
export const placeNames = ['chat', 'edit', 'frames', 'zoom', 'library'] as const;

export type PlaceName = (typeof placeNames)[number];
