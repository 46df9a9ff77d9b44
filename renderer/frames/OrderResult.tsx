import { Loader, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { imageUrl } from '../../shared/contract';
import { number } from '../i18n';
import { findOrder } from './actions';
import classes from './Frames.module.css';
import type { Run } from './runs';
import { useFrames } from './state';

interface Properties {
  readonly run: Run;
  /** Hashes of the frames in their true order; none where it is not known. */
  readonly truth: readonly string[];
}

/** Which given frame each redrawn one is, with its certainty, and the true order if it is known. */
export function OrderResult({ run, truth }: Properties) {
  const { t } = useTranslation();
  const { id, finish } = run.answer;
  const order = useFrames((state) => state.orders[id]);
  const ready = finish !== 'running' && run.drawn.length > 0;
  useEffect(() => {
    if (ready && order === undefined) void findOrder(id);
  }, [ready, order, id]);
  if (!ready) return null;
  if (order === undefined || order === 'asked') {
    return <Loader size="xs" aria-label={t('frames.matching')} />;
  }
  if (order === 'failed') return null;
  const numbers = order.map(({ given }) => given);
  const right = truth
    .map((image) => run.given.frames.findIndex((frame) => frame.image === image) + 1)
    .filter((place) => place > 0);
  return (
    <section aria-label={t('frames.order')} data-testid="frames-order">
      <Text size="sm" fw={600}>
        {t('frames.found', { order: numbers.join(', ') })}
      </Text>
      {order.length < run.given.frames.length && (
        <Text size="sm" c="dimmed">
          {t('frames.fewer', { drawn: order.length, given: run.given.frames.length })}
        </Text>
      )}
      {right.length > 0 && (
        <Text size="sm" c="dimmed">
          {right.join() === numbers.join()
            ? t('frames.rightOrder')
            : t('frames.otherOrder', { order: right.join(', ') })}
        </Text>
      )}
      <ol className={classes.timeline}>
        {order.map((match, place) => {
          const image = run.given.frames[match.given - 1]?.image;
          return (
            <li key={place} className={classes.frame} data-kind="given">
              <div className={classes.square}>
                {image && (
                  <img
                    className={classes.picture}
                    src={imageUrl(image)}
                    alt={t('frames.given', { number: match.given })}
                  />
                )}
              </div>
              <span className={classes.frameName}>
                {t('frames.given', { number: match.given })}
              </span>
              <Text size="xs" c="dimmed">
                {t('frames.certainty', {
                  similarity: number(match.similarity, 3),
                  certainty: number(match.certainty, 3),
                })}
              </Text>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
