// Renders icons to one raw RGBA atlas and a list of their ids:
//   node models/pictograms/world/sprites.mjs IDS.json SIZE OUT_PREFIX [SET]
// IDS.json is a list of ids, or "all" for every square icon of the set; SET is noto (default) or
// fluent-emoji-flat. Ids that start with "flag:" are drawn from flag-icons, centred on a square.
// Writes OUT_PREFIX.raw (n x SIZE x SIZE x 4 bytes) and OUT_PREFIX.json (the ids, in order).
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const folder = process.env.METAMORPH_ICONS ?? path.dirname(new URL(import.meta.url).pathname);
const require = createRequire(path.join(path.resolve(folder), "package.json"));
const [idsPath, sizeText, outPrefix, set = "noto"] = process.argv.slice(2);
const size = Number(sizeText);

/** The text of a package's file, or one sentence that says what to install. */
function source(file) {
  try {
    return fs.readFileSync(path.join(path.resolve(folder), "node_modules", file), "utf8");
  } catch {
    console.error(`The icons are missing: run "npm install --prefix models/pictograms/world" first (${file}).`);
    process.exit(3);
  }
}

const icons = JSON.parse(source(`@iconify-json/${set}/icons.json`));
const sharp = require("sharp");

/** SVG text of one icon; aliases are followed; null where the set lacks it. */
function svgOf(id) {
  if (id.startsWith("flag:")) {
    const inner = source(`flag-icons/flags/4x3/${id.slice(5)}.svg`);
    return { text: inner, flag: true };
  }
  const name = icons.icons[id] ? id : icons.aliases?.[id]?.parent;
  const icon = name && icons.icons[name];
  if (!icon) return null;
  const width = icon.width ?? icons.width ?? 16;
  const height = icon.height ?? icons.height ?? 16;
  if (width !== height) return null;
  const box = `${icon.left ?? 0} ${icon.top ?? 0} ${width} ${height}`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"`;
  return { text: `${open} viewBox="${box}" width="${size}" height="${size}">${icon.body}</svg>`, flag: false };
}

/** Raw RGBA of one icon at size x size. */
async function draw({ text, flag }) {
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  let image = sharp(Buffer.from(text), flag ? { density: 200 } : {});
  if (flag) {
    const width = Math.round(size * 0.94);
    const inner = await image.resize(width, Math.round((width * 3) / 4), { fit: "fill" }).png().toBuffer();
    image = sharp({ create: { width: size, height: size, channels: 4, background: clear } }).composite([{ input: inner }]);
    image = sharp(await image.png().toBuffer());
  }
  return image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
}

const plain = (id) => !/skin-tone|-tone[1-5]$|button|letter|keycap|flag-for/.test(id);
const wanted = idsPath === "all" ? Object.keys(icons.icons).filter(plain) : JSON.parse(fs.readFileSync(idsPath, "utf8"));
const pixels = [];
const kept = [];
for (const id of wanted) {
  const svg = svgOf(id);
  if (!svg) {
    if (idsPath !== "all") console.error(`no icon: ${id}`);
    continue;
  }
  const { data, info } = await draw(svg);
  if (info.width !== size || info.height !== size || info.channels !== 4) continue;
  pixels.push(data);
  kept.push(id);
}
fs.writeFileSync(`${outPrefix}.raw`, Buffer.concat(pixels));
fs.writeFileSync(`${outPrefix}.json`, JSON.stringify(kept));
console.error(`${set}: ${kept.length} of ${wanted.length} icons at ${size} px`);
