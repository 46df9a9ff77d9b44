/** Pixels [3, H, W] in -1..1 as bytes, row by row. */
export function pixelBytes(pixels: Float32Array, size: number): Uint8Array {
  const plane = size * size;
  const bytes = new Uint8Array(plane * 3);
  for (let place = 0; place < plane; place += 1) {
    for (let colour = 0; colour < 3; colour += 1) {
      const value = pixels[colour * plane + place] ?? 0;
      bytes[place * 3 + colour] = Math.round(Math.min(1, Math.max(0, (value + 1) / 2)) * 255);
    }
  }
  return bytes;
}
