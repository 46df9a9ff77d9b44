import { SegmentedControl, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SmallHint } from '../../components/small';
import { BoxOnPicture } from '../../components/BoxOnPicture';
import { SquarePreview } from '../../components/SquarePreview';
import { number } from '../../i18n';
import { useManifest } from '../../state/studio';
import classes from './Edit.module.css';
import { changeFit, padded, useEdit } from '../../state/edit';
import type { Step } from './steps';
import { imageUrl } from '../../../shared/ipc/contract';
import { middleSquare } from '../../../shared/image';

/** A picture before it is changed: which part of it the model sees, and how well. */
export function FitPanel({ step }: { readonly step: Step }) {
  const { t } = useTranslation();
  const side = useManifest()?.visionEncoder.inputSize;
  const fit = useEdit((state) => state.fits[step.picture?.image ?? '']) ?? padded;
  const { picture } = step;
  if (!picture || picture.image === null) return null;
  const { image, width, height } = picture;
  const square = width === height;
  const box = fit.mode === 'crop' ? fit.box : null;
  const shown = box ?? { width, height };
  return (
    <div className={classes.fit}>
      <BoxOnPicture
        src={imageUrl(image)}
        alt={t('edit.source')}
        width={width}
        height={height}
        box={box}
        label={t('edit.crop')}
        onChange={(next) => changeFit(image, { mode: 'crop', box: next })}
      />
      <section className={classes.seen} aria-label={t('edit.seen')}>
        <Text size="sm" fw={600}>
          {t('edit.seen')}
        </Text>
        {side && (
          <SquarePreview
            image={image}
            width={width}
            height={height}
            box={box}
            side={side}
            label={t('edit.seen')}
            className={classes.seenPicture}
          />
        )}
        <SmallHint data-testid="edit-resolution">
          {side &&
            t('edit.resolution', {
              side,
              width: number(Math.round(shown.width)),
              height: number(Math.round(shown.height)),
            })}
        </SmallHint>
        {!square && (
          <>
            <SegmentedControl
              size="xs"
              aria-label={t('edit.fit')}
              value={fit.mode}
              data={[
                { value: 'pad', label: t('edit.pad') },
                { value: 'crop', label: t('edit.cropIt') },
              ]}
              onChange={(mode) =>
                changeFit(
                  image,
                  mode === 'crop' ? { mode, box: middleSquare(width, height) } : padded,
                )
              }
            />
            <SmallHint>{fit.mode === 'crop' ? t('edit.cropText') : t('edit.padText')}</SmallHint>
          </>
        )}
      </section>
    </div>
  );
}
