/** One position of a sequence: a text token, or a visual token at its place in its picture. */
export type Token =
  | { readonly kind: 'text'; readonly id: number }
  | { readonly kind: 'visual'; readonly place: number; readonly vector: Float32Array };

/** Whether two positions hold the same, visual tokens by their numbers. */
export function sameToken(a: Token, b: Token): boolean {
  if (a.kind === 'text') return b.kind === 'text' && a.id === b.id;
  if (b.kind === 'text' || a.place !== b.place) return false;
  if (a.vector === b.vector) return true;
  return (
    a.vector.length === b.vector.length &&
    a.vector.every((value, index) => value === b.vector[index])
  );
}

/** Length of the beginning that two sequences share. */
export function commonPrefix(a: readonly Token[], b: readonly Token[]): number {
  const most = Math.min(a.length, b.length);
  for (let place = 0; place < most; place += 1) {
    const [one, other] = [a[place], b[place]];
    if (!one || !other || !sameToken(one, other)) return place;
  }
  return most;
}

/** Text tokens of ids. */
export function textTokens(ids: readonly number[]): Token[] {
  return ids.map((id) => ({ kind: 'text', id }));
}

/** A picture in a sequence: image_start, its m visual tokens, image_end. */
export function pictureTokens(
  tokens: Float32Array,
  width: number,
  marks: { readonly imageStartId: number; readonly imageEndId: number },
): Token[] {
  const visual = Array.from({ length: tokens.length / width }, (_, place): Token => {
    const vector = tokens.slice(place * width, (place + 1) * width);
    return { kind: 'visual', place, vector };
  });
  return [
    { kind: 'text', id: marks.imageStartId },
    ...visual,
    { kind: 'text', id: marks.imageEndId },
  ];
}
