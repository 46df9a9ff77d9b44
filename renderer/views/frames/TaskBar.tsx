import { Button, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SmallHint } from '../../components/small';
import { COMPOSER_ID } from '../../state/focus';
import { Note } from '../../components/conversation/Note';
import { number } from '../../i18n';
import { stopAnswer } from '../../state/chat';
import { useDraftText, writeDraft } from '../../state/drafts';
import { useStudio, useManifest } from '../../state/studio';
import { askAboutClip, givenOf, predict, putInOrder } from './actions';
import classes from './Frames.module.css';
import { clipQuestions, isTrained } from './prompts';
import { changeStrip, MOST_PREDICTED, useFrames } from '../../state/frames';
import { forTask, frameTasks, type FrameTask, type Strip } from '../../state/strip';
import { budgetOf } from '../../../shared/frameBudget';

interface Properties {
  readonly id: string;
  readonly strip: Strip;
}

/** What is asked of the frames of the range, and what fits. */
export function TaskBar({ id, strip }: Properties) {
  const { t } = useTranslation();
  const task = useFrames((state) => state.task);
  const count = useFrames((state) => state.count);
  const happens = useFrames((state) => state.happens);
  const left = useFrames((state) => state.left);
  const text = useDraftText(id);
  const running = useStudio((state) => Boolean(state.view?.running));
  const manifest = useManifest();
  const { given, fits } = givenOf(strip, task);
  const size = strip.to - strip.from + 1;
  const tooFew = task === 'order' && given.length < 2;

  function go(): void {
    if (task === 'video') void askAboutClip(strip, text);
    else if (task === 'order') void putInOrder(strip, happens);
    else void predict(strip, task, count);
  }

  return (
    <section className={classes.task} aria-label={t('frames.task')}>
      <div className={classes.toolbar}>
        <SegmentedControl
          size="xs"
          aria-label={t('frames.task')}
          value={task}
          data={frameTasks.map((value) => ({ value, label: t(`frames.do.${value}`) }))}
          onChange={(value: FrameTask) => {
            changeStrip(id, (old) => forTask(old, task, value));
            useFrames.setState({ task: value });
          }}
        />
        {(task === 'next' || task === 'previous') && (
          <NumberInput
            size="xs"
            w={120}
            aria-label={t('frames.howMany')}
            suffix={` ${t('frames.framesSuffix', { count })}`}
            min={1}
            max={MOST_PREDICTED}
            clampBehavior="strict"
            allowDecimal={false}
            value={count}
            onChange={(value) => {
              if (typeof value === 'number' && value >= 1) useFrames.setState({ count: value });
            }}
          />
        )}
        {task === 'order' && (
          <TextInput
            size="xs"
            className={classes.gap}
            aria-label={t('frames.happens')}
            placeholder={t('frames.happensHint')}
            value={happens}
            onChange={(event) => useFrames.setState({ happens: event.currentTarget.value })}
          />
        )}
        {task === 'video' && (
          <TextInput
            id={COMPOSER_ID}
            size="xs"
            className={classes.gap}
            data-testid="frames-question"
            aria-label={t('frames.question')}
            placeholder={clipQuestions(manifest)[0] ?? t('frames.questionHint')}
            value={text}
            onChange={(event) => writeDraft(id, event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.nativeEvent.isComposing) go();
            }}
          />
        )}
        {running || left > 0 ? (
          <Button
            size="compact-md"
            variant="default"
            leftSection={<IconPlayerStopFilled size={14} />}
            data-testid="composer-stop"
            onClick={() => stopAnswer()}
          >
            {t('common.stop')}
          </Button>
        ) : (
          <Button
            size="compact-md"
            data-testid="frames-go"
            disabled={tooFew || (task === 'video' && text.trim() === '')}
            onClick={go}
          >
            {t(`frames.go.${task}`)}
          </Button>
        )}
      </div>
      {manifest && (
        <SmallHint data-testid="frames-budget">
          {t('frames.budget', {
            count: given.length,
            size,
            fits,
            each: budgetOf(manifest, 1).perFrame,
            length: number(manifest.languageModel.contextLength),
          })}
          {given.length < size && ` ${t('frames.spread')}`}
          {tooFew && ` ${t('frames.tooFew')}`}
        </SmallHint>
      )}
      {manifest && !isTrained(manifest, task) && (
        <Note testId="frames-untrained">{t('frames.untrained', { name: manifest.name })}</Note>
      )}
    </section>
  );
}
