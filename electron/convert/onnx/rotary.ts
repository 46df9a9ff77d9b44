/** How positions are stretched beyond what a model was first trained with. */
export interface RotaryScaling {
  readonly factor: number;
  readonly lowFrequency: number;
  readonly highFrequency: number;
  /** Context length of the first training. */
  readonly original: number;
}

/** Numbers that rotary positions need. */
export interface RotaryShape {
  readonly headWidth: number;
  readonly theta: number;
  /** Undefined for positions as they are. */
  readonly scaling?: RotaryScaling;
}

/**
 * Angle that a position adds for each pair of a head's numbers, as `transformers` computes it for
 * "default" and "llama3".
 */
export function rotaryRates({ headWidth, theta, scaling }: RotaryShape): Float32Array {
  return Float32Array.from({ length: headWidth / 2 }, (_, pair) => {
    const rate = Math.fround(1 / Math.fround(theta ** ((2 * pair) / headWidth)));
    if (!scaling) return rate;
    const { factor, lowFrequency: low, highFrequency: high, original } = scaling;
    const length = (2 * Math.PI) / rate;
    if (length < original / high) return rate;
    if (length > original / low) return rate / factor;
    const smooth = (original / length - low) / (high - low);
    return ((1 - smooth) * rate) / factor + smooth * rate;
  });
}
