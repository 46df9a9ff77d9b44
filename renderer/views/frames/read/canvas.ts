/** Longest side in pixels that a frame is kept at; a model sees far fewer. */
const MOST_SIDE = 640;

/** The size that a frame is kept at: its own, or made smaller to `MOST_SIDE`. */
export function boundedSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, MOST_SIDE / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** A canvas as PNG bytes. */
export async function pngOf(
  canvas: HTMLCanvasElement | OffscreenCanvas,
): Promise<Uint8Array<ArrayBuffer>> {
  const blob =
    canvas instanceof OffscreenCanvas
      ? await canvas.convertToBlob({ type: 'image/png' })
      : await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The canvas gave no picture.');
  return new Uint8Array(await blob.arrayBuffer());
}
