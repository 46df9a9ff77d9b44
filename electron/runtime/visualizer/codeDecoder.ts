import { AppError } from '../../../shared/ipc/errors';
import { t } from '../../../shared/i18n/translate';
import type { VisualizerSettings } from '../../../shared/ipc/pictures';
import type { PictureOf } from '../../../shared/manifest';
import { encodePng } from '../../images/encodePng';
import { numbersOf } from '../numbers';
import { Tensor } from '../onnxruntime';
import { neededGraph, type Sessions } from '../sessions';
import type { DecodedPicture } from '../types';
import type { Drawing, PictureDecoder } from './drawing';
import { pixelBytes } from './pixels';
import { checkGuidance } from './settings';

/** Codes to pixels by one graph; seed and steps change nothing any more. */
export class CodeDecoder implements PictureDecoder {
  constructor(
    private readonly graphs: Pick<Sessions, 'decoder'>,
    private readonly picture: PictureOf<'codes'>,
  ) {}

  check({ guidance }: VisualizerSettings): void {
    checkGuidance(guidance, this.picture.guidance);
  }

  begin(tokens: Float32Array, settings: VisualizerSettings): Drawing {
    this.check(settings);
    const { side, codebook } = this.picture;
    const isCode = (code: number): boolean =>
      Number.isInteger(code) && code >= 0 && code < codebook;
    if (tokens.length !== side * side || !tokens.every(isCode)) {
      throw new AppError('input', t('runtime.tokensOfOther'));
    }
    return new CodeDrawing(this.graphs, this.picture, tokens);
  }
}

class CodeDrawing implements Drawing {
  picture: DecodedPicture | undefined;

  constructor(
    private readonly graphs: Pick<Sessions, 'decoder'>,
    private readonly kind: PictureOf<'codes'>,
    readonly tokens: Float32Array,
  ) {}

  async advance(): Promise<undefined> {
    const { outputSize: size } = this.kind;
    const codes = new Tensor('int64', BigInt64Array.from(this.tokens, BigInt), [
      1,
      this.tokens.length,
    ]);
    const pixels = numbersOf(await neededGraph(this.graphs.decoder).run({ codes }), 'pixels');
    if (pixels.length !== 3 * size ** 2) throw new TypeError('The decoder gave another size.');
    const png = encodePng(pixelBytes(pixels, size), size, size);
    this.picture = { png, width: size, height: size, tokens: this.tokens };
  }
}
