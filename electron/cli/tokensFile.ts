import type { LoadedPackage } from '../runtime/types';

/** Where what a picture was made of is written: beside it. */
export const tokensPath = (picture: string): string => picture.replace(/\.png$/, '.tokens.json');

/** What a picture was made of as JSON: codes, or the numbers of its visual tokens row by row. */
export function tokensFile({ manifest, hash }: LoadedPackage, tokens: Float32Array): string {
  const { picture, visionEncoder } = manifest;
  const about = { model: { name: manifest.name, hash }, kind: picture.kind };
  const said =
    picture.kind === 'codes'
      ? { shape: [picture.side, picture.side], codes: [...tokens] }
      : {
          shape: [visionEncoder.visualTokens, visionEncoder.featureWidth],
          visualTokens: [...tokens],
        };
  return `${JSON.stringify({ ...about, ...said })}\n`;
}
