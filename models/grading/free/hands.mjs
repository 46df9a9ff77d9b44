// Renders the second hand of drawing to one raw RGBA atlas and the list of its ids:
//   node models/grading/free/hands.mjs SVGS.json SIZE OUT_PREFIX
// SVGS.json maps ids to the inner text of an SVG of 36 x 36. Writes OUT_PREFIX.raw and .json.
import { createRequire } from 'node:module';
import fs from 'node:fs';

const sharp = createRequire(import.meta.url)('sharp');
const [source, sizeText, prefix] = process.argv.slice(2);
const size = Number(sizeText);
const svgs = JSON.parse(fs.readFileSync(source, 'utf8')).icons;
const pixels = [];
for (const body of Object.values(svgs)) {
  const open = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
  const text = `${open} viewBox="0 0 36 36" width="${size}" height="${size}">${body}</svg>`;
  pixels.push(await sharp(Buffer.from(text)).ensureAlpha().raw().toBuffer());
}
fs.writeFileSync(`${prefix}.raw`, Buffer.concat(pixels));
fs.writeFileSync(`${prefix}.json`, JSON.stringify(Object.keys(svgs)));
