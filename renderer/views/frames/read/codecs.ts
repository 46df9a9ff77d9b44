/** What people call codecs, by the names that containers and decoders have for them. */
const NAMES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^(hevc|hvc1|hev1|V_MPEGH)/i, 'HEVC, also called H.265'],
  [/^(avc|V_MPEG4\/ISO\/AVC)/i, 'H.264'],
  [/^(prores|ap[cs4][hnoxsq])/i, 'Apple ProRes'],
  [/^(mp4v|V_MPEG4\/ISO)/i, 'MPEG-4 Part 2'],
  [/^(mpeg2|m2v1|mp2v|V_MPEG2)/i, 'MPEG-2'],
  [/^(mpeg1|V_MPEG1)/i, 'MPEG-1'],
  [/^(jpeg|mjp[ab]|V_MJPEG)/i, 'Motion JPEG'],
  [/^(dvh1|dvhe)/i, 'Dolby Vision'],
  [/^av1/i, 'AV1'],
  [/^vp[89]/i, 'VP8 or VP9'],
];

/** The name by which a person would look for a codec; `id` itself where it has no other. */
export function codecNamed(id: string): string {
  // Some containers fill names up with spaces or zeros.
  const plain = [...id]
    .filter((letter) => letter >= ' ' && letter !== '\x7f')
    .join('')
    .trim()
    .slice(0, 40);
  const found = NAMES.find(([pattern]) => pattern.test(plain));
  return found ? found[1] : plain || '?';
}
