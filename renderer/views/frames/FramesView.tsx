import { Button, Group, Progress, Select, Text } from '@mantine/core';
import { IconPhotoPlus, IconPlayerStopFilled } from '@tabler/icons-react';
import { useEffect, useMemo, type ClipboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint, SmallButton } from '../../components/small';
import { Queue } from '../../components/conversation/Queue';
import { ViewFrame } from '../../components/conversation/ViewFrame';
import { ViewWelcome, WelcomeBox } from '../../components/conversation/ViewWelcome';
import { ItemBoundary } from '../../components/ItemBoundary';
import { shortened } from '../../components/shortened';
import { PickButton } from '../../components/conversation/PickButton';
import { useStudio, useManifest } from '../../state/studio';
import { pastedFiles } from '../../state/transfer';
import { wholeOf } from '../../state/outline';
import { useTree } from '../../state/tree';
import classes from './Frames.module.css';
import { restoreFrames } from './persistence';
import { RateField } from './RateField';
import { RunPanel } from './RunPanel';
import { runsOf, type Run } from './runs';
import { useFrames } from '../../state/frames';
import { StripEditor } from './Strip';
import { pickFrames, stopReading, takeAgain, takeClips } from './take';
import { TaskBar } from './TaskBar';

/** Clips: frames in a strip, what is asked of them, and the timeline of what came. */
export function FramesView() {
  const { t } = useTranslation();
  const id = useStudio((state) => state.view?.id);
  const strip = useFrames((state) => (id ? state.strips[id] : undefined));
  const reading = useFrames((state) => state.reading);
  const { runs, shown } = useRuns();
  useEffect(() => {
    if (id !== undefined) void restoreFrames(id);
  }, [id]);

  function onPaste(event: ClipboardEvent): void {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    void takeClips(files);
  }

  return (
    <ViewFrame testId="frames-view" onPaste={onPaste}>
      <div className={classes.body}>
        {reading && <ReadingClip />}
        {!strip && !shown && !reading && <FramesWelcome />}
        {id !== undefined && strip && strip.frames.length > 0 && (
          <>
            <StripEditor id={id} strip={strip} />
            <TaskBar id={id} strip={strip} />
          </>
        )}
        <Queue />
        {id !== undefined && !strip && shown && (
          <Group>
            <AddFrames />
            <Button
              variant="default"
              data-testid="frames-again"
              onClick={() => takeAgain(id, shown.given)}
            >
              {t('frames.again')}
            </Button>
          </Group>
        )}
        {runs.length > 1 && shown && <RunPicker runs={runs} shown={shown} />}
        {shown && (
          <ItemBoundary key={shown.key} of={shown}>
            <RunPanel run={shown} />
          </ItemBoundary>
        )}
      </div>
    </ViewFrame>
  );
}

function useRuns(): { runs: readonly Run[]; shown: Run | undefined } {
  const tree = useTree('frames');
  const manifest = useManifest();
  const selected = useFrames((state) => state.selected);
  const runs = useMemo(() => runsOf(wholeOf(tree), manifest), [tree, manifest]);
  return { runs, shown: runs.find(({ key }) => key === selected) ?? runs.at(-1) };
}

/** How far a clip is read. */
function ReadingClip() {
  const { t } = useTranslation();
  const reading = useFrames((state) => state.reading);
  if (!reading) return null;
  const { name, done, total } = reading;
  return (
    <section className={classes.reading} role="status" data-testid="frames-reading">
      <Group justify="space-between">
        <Text size="sm">
          {total === null
            ? t('frames.opening', { name })
            : t('frames.reading', { name, done, total })}
        </Text>
        <SmallButton leftSection={<IconPlayerStopFilled size={13} />} onClick={stopReading}>
          {t('common.stop')}
        </SmallButton>
      </Group>
      <Progress value={total ? (done / total) * 100 : 0} size="sm" aria-label={name} />
    </section>
  );
}

function AddFrames() {
  const { t } = useTranslation();
  return (
    <Group>
      <Button
        leftSection={<IconPhotoPlus size={17} />}
        data-testid="frames-add"
        onClick={pickFrames}
      >
        {t('frames.addPictures')}
      </Button>
      <PickButton />
      <Hint>{t('frames.orDrop')}</Hint>
      <RateField />
    </Group>
  );
}

function RunPicker({ runs, shown }: { readonly runs: readonly Run[]; readonly shown: Run }) {
  const { t } = useTranslation();
  return (
    <Select
      size="xs"
      maw={420}
      allowDeselect={false}
      aria-label={t('frames.runs')}
      value={shown.key}
      data={runs.map((run, index) => ({
        value: run.key,
        label: t('frames.runNamed', { number: index + 1, words: shortened(run.words) }),
      }))}
      onChange={(selected) => useFrames.setState({ selected })}
    />
  );
}

/** No frames yet: how they come in, and what can be asked of them. */
function FramesWelcome() {
  const { t } = useTranslation();
  return (
    <ViewWelcome title={t('frames.welcome')} text={t('frames.welcomeText')} testId="frames-welcome">
      <AddFrames />
      <WelcomeBox title={t('edit.how')} text={t('frames.howText')} />
    </ViewWelcome>
  );
}
