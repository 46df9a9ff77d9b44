import { Button, Card, Group, SimpleGrid, Text, UnstyledButton } from '@mantine/core';
import {
  IconArrowsShuffle,
  IconBook,
  IconBulb,
  IconMessage,
  IconMovie,
  IconPhotoEdit,
  IconPhotoQuestion,
  IconPlayerTrackNext,
  IconPlayerTrackPrev,
  IconPuzzle,
  IconSparkles,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SmallHint } from '../../components/small';
import { focusComposer } from '../../state/focus';
import { changeDraft } from '../../state/drafts';
import { useManifest, useStudio } from '../../state/studio';
import paneClasses from './ConversationPane.module.css';
import { ViewWelcome, WelcomeBox } from '../../components/conversation/ViewWelcome';
import { useRotation } from '../../components/useRotation';
import classes from './Welcome.module.css';
import type { Manifest } from '../../../shared/manifest';

type Task = Manifest['prompts']['tasks'][number];

const signs: Readonly<Record<Task['id'], Icon>> = {
  chat: IconMessage,
  question: IconPhotoQuestion,
  video: IconMovie,
  generate: IconSparkles,
  reason: IconPuzzle,
  edit: IconPhotoEdit,
  next: IconPlayerTrackNext,
  previous: IconPlayerTrackPrev,
  order: IconArrowsShuffle,
  think: IconBulb,
  story: IconBook,
};

/** How many examples a task shows at once. */
const SHOWN = 3;

/** Whether the words are an example of the package, put there by a click. */
function isExample(text: string): boolean {
  const { status } = useStudio.getState();
  if (status.state !== 'ready') return false;
  return status.manifest.prompts.tasks.some((task) => task.examples.includes(text));
}

/** An empty conversation: what can be asked, and what the model can and cannot do. */
export function Welcome() {
  const { t } = useTranslation();
  const manifest = useManifest();
  return (
    <div className={paneClasses.body}>
      <ViewWelcome title={t('welcome.title')} text={t('welcome.text')}>
        {manifest && (
          <>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              {manifest.prompts.tasks
                .filter((task) => task.examples.length > 0)
                .map((task) => (
                  <TaskCard key={task.id} task={task} />
                ))}
            </SimpleGrid>
            <WelcomeBox
              title={t('welcome.limits', { name: manifest.name })}
              text={manifest.trainingCard.limits}
            />
          </>
        )}
      </ViewWelcome>
    </div>
  );
}

function TaskCard({ task }: { readonly task: Task }) {
  const { t } = useTranslation();
  const [examples, showOthers] = useRotation(task.examples, SHOWN);
  const Sign = signs[task.id];
  const id = useStudio((state) => state.view?.id);
  function use(text: string): void {
    if (!id) return;
    // Words of the person's own stay; another example takes the place of an example.
    changeDraft(id, (draft) => ({
      ...draft,
      text: draft.text.trim() && !isExample(draft.text) ? `${draft.text}\n${text}` : text,
    }));
    focusComposer();
  }
  return (
    <Card
      component="section"
      className={classes.card}
      padding="sm"
      aria-label={t(`task.${task.id}`)}
    >
      <Group gap={8} wrap="nowrap">
        <Sign size={18} className={classes.sign} aria-hidden="true" />
        <Text size="sm" fw={600} style={{ flex: 1 }}>
          {t(`task.${task.id}`)}
        </Text>
        {showOthers && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-label={t('welcome.othersOf', { task: t(`task.${task.id}`) })}
            onClick={showOthers}
          >
            {t('welcome.others')}
          </Button>
        )}
      </Group>
      <SmallHint mb={4}>{t(`taskHint.${task.id}`)}</SmallHint>
      {examples.map((example) => (
        <UnstyledButton
          key={example}
          className={classes.example}
          data-testid="example"
          onClick={() => use(example)}
        >
          {example}
        </UnstyledButton>
      ))}
    </Card>
  );
}
