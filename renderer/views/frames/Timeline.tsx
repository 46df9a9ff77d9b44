import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SmallHint } from '../../components/small';
import { PreviewCanvas } from '../../components/PreviewCanvas';
import { number } from '../../i18n';
import { useStudio } from '../../state/studio';
import { previewKey } from '../../state/view';
import classes from './Frames.module.css';
import type { Run, TimelineFrame } from './runs';
import { imageUrl } from '../../../shared/ipc/contract';
import { useEffect, useState } from 'react';
import { type Figure, figureOf } from './similarity';

interface Properties {
  readonly run: Run;
  readonly frames: readonly TimelineFrame[];
  /** Hashes of the true frames in the order of drawing; none where they are not known. */
  readonly truth: readonly string[];
  /** Place of the frame that the player shows. */
  readonly at: number | null;
  /** Frames that are still to come. */
  readonly left: number;
  readonly difference: boolean;
}

/** Given and predicted frames in one line; the true ones below, where they are known. */
export function Timeline({ run, frames, truth, at, left, difference }: Properties) {
  const { t } = useTranslation();
  const coming = Array.from({ length: Math.max(0, left) }, (_, index) => index);
  const cells = frames.map((frame, index) => (
    <Cell
      key={frame.place ? previewKey(frame.place.messageId, frame.place.part) : index}
      run={run}
      frame={frame}
      truth={truth}
      shown={at === index}
      difference={difference}
    />
  ));
  const waiting = coming.map((index) => (
    <li key={`coming-${index}`} className={classes.frame} data-kind="drawn">
      <div className={classes.square}>
        <Skeleton className={classes.picture} radius={0} />
      </div>
      <SmallHint>{t('frames.coming')}</SmallHint>
    </li>
  ));
  return (
    <ol className={classes.timeline} aria-label={t('frames.timeline')} data-testid="timeline">
      {run.task === 'previous' ? [...waiting, ...cells] : [...cells, ...waiting]}
    </ol>
  );
}

interface CellProperties {
  readonly run: Run;
  readonly frame: TimelineFrame;
  readonly truth: readonly string[];
  readonly shown: boolean;
  readonly difference: boolean;
}

function Cell({ run, frame, truth, shown, difference }: CellProperties) {
  const { t } = useTranslation();
  const preview = useStudio(
    ({ view }) =>
      frame.place && view?.previews[previewKey(frame.place.messageId, frame.place.part)],
  );
  const drawn = run.drawn.findIndex(({ place }) => place === frame.place);
  const given = run.given.frames.indexOf(frame.picture);
  const isDrawn = frame.kind === 'drawn';
  const name = isDrawn
    ? t('frames.predicted', { number: drawn + 1 })
    : t('frames.given', { number: given + 1 });
  const { image } = frame.picture;
  const true_ = isDrawn && run.task !== 'order' ? truth[drawn] : undefined;
  const figures = useFigures(image, true_ ?? null, lastGiven(run));
  return (
    <li
      className={classes.frame}
      data-kind={frame.kind}
      data-shown={shown || undefined}
      data-testid={`timeline-${frame.kind}`}
    >
      <div className={classes.square}>
        {image && <img className={classes.picture} src={imageUrl(image)} alt={name} />}
        {!image && preview && <PreviewCanvas png={preview.png} className={classes.picture} />}
        {!image && !preview && <Skeleton className={classes.picture} radius={0} />}
      </div>
      <span className={classes.frameName}>{name}</span>
      {true_ && (
        <>
          <div className={classes.square} data-difference={difference || undefined}>
            <img className={classes.picture} src={imageUrl(true_)} alt={t('frames.true')} />
            {difference && image && (
              <img className={classes.over} src={imageUrl(image)} alt={t('frames.difference')} />
            )}
          </div>
          <span className={classes.frameName}>
            {difference ? t('frames.difference') : t('frames.true')}
          </span>
          <SmallHint data-testid="frame-figure">
            {figures &&
              t('frames.figure', {
                predicted: number(figures.predicted, 3),
                repeated: number(figures.repeated, 3),
              })}
          </SmallHint>
        </>
      )}
    </li>
  );
}

/** The given frame that a prediction goes on from. */
function lastGiven({ task, given }: Run): string | null {
  const frame = task === 'previous' ? given.frames[0] : given.frames.at(-1);
  return frame?.image ?? null;
}

/**
 * How near a predicted frame is to the true one, beside repeating the last frame; nothing until it
 * is known, or where a frame is missing.
 */
function useFigures(
  predicted: string | null,
  truth: string | null,
  last: string | null,
): Figure | null {
  const [known, setKnown] = useState<{ key: string; figure: Figure } | null>(null);
  const key = `${predicted}:${truth}:${last}`;
  useEffect(() => {
    if (!predicted || !truth || !last) return undefined;
    let current = true;
    figureOf(predicted, truth, last).then(
      (figure) => current && setKnown({ key, figure }),
      // A frame that cannot be read is told of where it is shown itself.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [predicted, truth, last, key]);
  return known?.key === key ? known.figure : null;
}
