import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Written beside the compiled program, see `build/setup/compile.mjs`. */
const COMPILED = path.join(import.meta.dirname, 'katex.css');

let kept: string | undefined;

/** The style of formulas, with its fonts within it. */
export function mathStyle(): string {
  kept ??= fs.existsSync(COMPILED) ? fs.readFileSync(COMPILED, 'utf8') : withFonts(ofPackage());
  return kept;
}

/** Where the sources run as they are, as in tests. */
const ofPackage = (): string =>
  path.join(
    path.dirname(createRequire(import.meta.url).resolve('katex/package.json')),
    'dist/katex.min.css',
  );

/**
 * A style sheet of KaTeX whose fonts are part of it, each in the one form that every browser reads.
 *
 * @param file absolute path
 */
export function withFonts(file: string): string {
  return fs
    .readFileSync(file, 'utf8')
    .replace(/src:url\(([^)]+\.woff2)\)[^;}]*/g, (_, font: string) => {
      const bytes = fs.readFileSync(path.join(path.dirname(file), font));
      return `src:url(data:font/woff2;base64,${bytes.toString('base64')}) format("woff2")`;
    });
}
