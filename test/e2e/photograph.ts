import sharp from 'sharp';

/** A picture with a gradient and noise, which no pictogram is like. */
export function photograph(): Promise<Buffer> {
  const [width, height] = [320, 240];
  const pixels = Buffer.alloc(width * height * 3);
  for (let place = 0; place < pixels.length; place += 1) {
    const pixel = Math.floor(place / 3);
    const wave = Math.sin((pixel % width) / 17) + Math.cos(Math.floor(pixel / width) / 23);
    pixels[place] = 128 + 40 * wave + 20 * Math.sin(place * 12.9898);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
