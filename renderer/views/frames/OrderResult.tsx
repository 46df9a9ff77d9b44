import { Loader, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint, SmallHint } from '../../components/small';
import { number } from '../../i18n';
import { findOrder } from './actions';
import classes from './Frames.module.css';
import type { Run } from './runs';
import { useFrames, type OrderMatch } from '../../state/frames';
import { imageUrl } from '../../../shared/ipc/contract';

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
  const places = Array.from({ length: Math.max(order.length, right.length) }, (_, place) => place);
  return (
    <section aria-label={t('frames.order')} data-testid="frames-order">
      <Text size="sm" fw={600}>
        {t('frames.found', { order: numbers.join(', ') })}
      </Text>
      {order.length < run.given.frames.length && (
        <Hint>{t('frames.fewer', { drawn: order.length, given: run.given.frames.length })}</Hint>
      )}
      {right.length > 0 && (
        <Hint>
          {right.join() === numbers.join()
            ? t('frames.rightOrder')
            : t('frames.otherOrder', { order: right.join(', ') })}
        </Hint>
      )}
      <ol className={classes.timeline}>
        {places.map((place) => (
          <li key={place} className={classes.frame} data-kind="given">
            <Matched run={run} match={order[place]} />
            <TrueFrame run={run} number={right[place]} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The given frame that was found at a place, with its certainty; an empty one where none was. */
function Matched({ run, match }: { readonly run: Run; readonly match: OrderMatch | undefined }) {
  const { t } = useTranslation();
  if (!match) return <div className={classes.square} data-empty />;
  const values = {
    similarity: number(match.similarity, 3),
    certainty: number(Math.abs(match.certainty), 3),
  };
  return (
    <>
      <GivenFrame
        run={run}
        number={match.given}
        name={t('frames.given', { number: match.given })}
      />
      <SmallHint>
        {match.certainty < 0 ? t('frames.certaintyLess', values) : t('frames.certainty', values)}
      </SmallHint>
    </>
  );
}

/** The given frame that truly belongs at a place. */
function TrueFrame({ run, number: given }: { readonly run: Run; readonly number?: number }) {
  const { t } = useTranslation();
  if (given === undefined) return null;
  return (
    <div className={classes.trueFrame}>
      <GivenFrame run={run} number={given} name={t('frames.trueGiven', { number: given })} />
    </div>
  );
}

interface GivenProperties {
  readonly run: Run;
  /** From 1, as it was given. */
  readonly number: number;
  readonly name: string;
}

function GivenFrame({ run, number: given, name }: GivenProperties) {
  const image = run.given.frames[given - 1]?.image;
  return (
    <>
      <div className={classes.square}>
        {image && <img className={classes.picture} src={imageUrl(image)} alt={name} />}
      </div>
      <span className={classes.frameName}>{name}</span>
    </>
  );
}
