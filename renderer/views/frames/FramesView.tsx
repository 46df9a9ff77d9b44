import { Button, Center, Group, Loader, Progress, Select, Stack, Text, Title } from '@mantine/core';
import { IconPhotoPlus, IconPlayerStopFilled } from '@tabler/icons-react';
import { useEffect, useMemo, type ClipboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Announcer } from '../chat/Announcer';
import { Header } from '../chat/Header';
import { PackageNotice } from '../chat/PackageNotice';
import { Queue } from '../chat/Queue';
import welcomeClasses from '../chat/Welcome.module.css';
import { ItemBoundary } from '../../components/ItemBoundary';
import { shortened } from '../../components/shortened';
import { PickButton } from '../library/PickButton';
import { useStudio } from '../../state/studio';
import { pastedFiles } from '../../state/transfer';
import { wholeOf } from '../../state/outline';
import { useTree } from '../../state/tree';
import classes from './Frames.module.css';
import { restoreFrames } from './persistence';
import { RateField } from './RateField';
import { RunPanel } from './RunPanel';
import { runsOf, type Run } from './runs';
import { useFrames } from './state';
import { StripEditor } from './Strip';
import { pickFrames, stopReading, takeAgain, takeClips } from './take';
import { TaskBar } from './TaskBar';

/** Clips: frames in a strip, what is asked of them, and the timeline of what came. */
export function FramesView() {
  const { t } = useTranslation();
  const id = useStudio((state) => state.view?.id);
  const loading = useStudio((state) => state.view !== null && !state.view.conversation);
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
    <main className={classes.view} data-testid="frames-view" onPaste={onPaste}>
      <Header />
      <PackageNotice />
      <Announcer />
      {loading ? (
        <Center className={classes.body}>
          <Loader size="sm" />
        </Center>
      ) : (
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
      )}
    </main>
  );
}

function useRuns(): { runs: readonly Run[]; shown: Run | undefined } {
  const tree = useTree('frames');
  const manifest = useStudio(({ status }) => (status.state === 'ready' ? status.manifest : null));
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
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlayerStopFilled size={13} />}
          onClick={stopReading}
        >
          {t('common.stop')}
        </Button>
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
      <Text size="sm" c="dimmed">
        {t('frames.orDrop')}
      </Text>
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
    <Stack className={welcomeClasses.welcome} gap="lg" data-testid="frames-welcome">
      <div>
        <Title order={2} className={welcomeClasses.title}>
          {t('frames.welcome')}
        </Title>
        <Text c="dimmed" mt={6}>
          {t('frames.welcomeText')}
        </Text>
      </div>
      <AddFrames />
      <div className={welcomeClasses.limits}>
        <Text size="sm" fw={600}>
          {t('edit.how')}
        </Text>
        <Text size="sm" c="dimmed" mt={4}>
          {t('frames.howText')}
        </Text>
      </div>
    </Stack>
  );
}
