/** The views of the window: each shows the same open conversation in its own way. */

/** In the order of the rail. */
export const viewNames = ['chat', 'edit', 'frames', 'zoom', 'library'] as const;

export type ViewName = (typeof viewNames)[number];
