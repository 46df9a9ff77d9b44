/** Zooming and moving a picture in its frame. */

/** Place of a picture: `scale` 1 fits the frame; `x`, `y` move its middle, in CSS pixels. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const MOST_SCALE = 16;
export const fitting: Zoom = { scale: 1, x: 0, y: 0 };

/**
 * Zooms by a factor so that the point under the pointer stays where it is.
 *
 * @param point where the pointer is, from the middle of the frame, in CSS pixels
 */
export function zoomAt(zoom: Zoom, factor: number, point: { x: number; y: number }): Zoom {
  const scale = Math.min(MOST_SCALE, Math.max(1, zoom.scale * factor));
  if (scale === 1) return fitting;
  const ratio = scale / zoom.scale;
  return {
    scale,
    x: point.x - (point.x - zoom.x) * ratio,
    y: point.y - (point.y - zoom.y) * ratio,
  };
}

/** Moves a picture, but not out of its frame of the given size; a fitting one stays. */
export function moveBy(
  zoom: Zoom,
  dx: number,
  dy: number,
  frame: { width: number; height: number },
): Zoom {
  const bound = (value: number, size: number): number => {
    const most = (size * (zoom.scale - 1)) / 2;
    return Math.min(most, Math.max(-most, value));
  };
  return { ...zoom, x: bound(zoom.x + dx, frame.width), y: bound(zoom.y + dy, frame.height) };
}
