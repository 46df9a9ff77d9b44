import { Button, Spoiler, Switch } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Details } from '../../components/conversation/Details';
import { Markdown } from '../../components/Markdown';
import { shortened } from '../../components/shortened';
import { FailedAnswer } from '../../components/conversation/FailedAnswer';
import { Note } from '../../components/conversation/Note';
import { predictMore } from './actions';
import { ExportMenu } from './ExportMenu';
import classes from './Frames.module.css';
import { OrderResult } from './OrderResult';
import { Player } from './Player';
import { timelineOf, type Run, type TimelineFrame } from './runs';
import { useFrames } from '../../state/frames';
import { Timeline } from './Timeline';

/** Height in pixels of the first lines of what was said. */
const SAID_HEIGHT = 52;

const isWhole = (frame: TimelineFrame): boolean => frame.picture.image !== null;

/** Place in the timeline of the frame that the player shows, which leaves out undrawn ones. */
const placeOf = (frames: readonly TimelineFrame[], at: number): number =>
  frames.findIndex((frame) => frame === frames.filter(isWhole)[at]);

/** What was asked of a clip and what came of it. */
export function RunPanel({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const [difference, setDifference] = useState(false);
  const left = useFrames((state) => (state.follow ? state.left : 0));
  const truth = useFrames((state) => state.groundTruth[run.key]?.truth) ?? [];
  const frames = timelineOf(run);
  const whole = frames
    .filter(isWhole)
    .map((frame) => ({ ...frame, image: frame.picture.image ?? '' }));
  const { answer } = run;
  const running = answer.finish === 'running';
  const predicts = run.task === 'next' || run.task === 'previous';
  // The frame that is drawn now has its place already.
  const coming = Math.max(
    0,
    left - (running && run.drawn.some(({ picture }) => !picture.image) ? 1 : 0),
  );
  return (
    <section className={classes.run} aria-label={shortened(run.words)} data-testid="frames-run">
      <div className={classes.runHead}>
        <span className={classes.asked}>{shortened(run.words)}</span>
        {predicts && truth.length > 0 && (
          <Switch
            size="xs"
            label={t('frames.showDifference')}
            checked={difference}
            onChange={(event) => setDifference(event.currentTarget.checked)}
          />
        )}
        {predicts && !running && left === 0 && run.drawn.length > 0 && (
          <Button size="compact-xs" variant="default" onClick={() => void predictMore(run, 1)}>
            {t('frames.oneMore')}
          </Button>
        )}
        {whole.length > 0 && !running && <ExportMenu run={run} frames={whole} />}
        <Details message={answer} />
      </div>
      {answer.finish === 'error' && <FailedAnswer error={answer.error} />}
      <Said run={run} />
      {run.task !== 'video' && run.drawn.length === 0 && answer.finish === 'stop' && (
        <Note testId="frames-none-drawn">{t('frames.noneDrawn')}</Note>
      )}
      {answer.finish === 'cancelled' && <Note Sign={IconPlayerStop}>{t('frames.stopped')}</Note>}
      <div className={classes.result}>
        <div className={classes.lines}>
          <Timeline
            run={run}
            frames={frames}
            truth={predicts ? truth : []}
            at={whole.length > 1 ? placeOf(frames, at) : null}
            left={predicts ? coming : 0}
            difference={difference}
          />
          {run.task === 'order' && <OrderResult run={run} truth={truth} />}
        </div>
        {whole.length > 1 && (
          <Player
            frames={whole}
            framesPerSecond={run.given.framesPerSecond}
            at={Math.min(at, whole.length - 1)}
            onAt={setAt}
          />
        )}
      </div>
    </section>
  );
}

/** What the model said; beside drawn frames, long words are folded. */
function Said({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  if (run.said === '') return null;
  const words = <Markdown text={run.said} />;
  if (run.task === 'video' || run.drawn.length === 0) return words;
  return (
    <Spoiler
      maxHeight={SAID_HEIGHT}
      showLabel={t('frames.saidAll')}
      hideLabel={t('frames.saidLess')}
      className={classes.said}
      data-testid="frames-said"
    >
      {words}
    </Spoiler>
  );
}
