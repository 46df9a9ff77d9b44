import { Button, Center, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { IconInfoCircle, IconPhotoPlus } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Announcer } from '../../components/conversation/Announcer';
import { Header } from '../../components/conversation/Header';
import { PackageNotice } from '../../components/conversation/PackageNotice';
import welcomeClasses from '../../components/conversation/Welcome.module.css';
import { BoxOnPicture } from '../../components/BoxOnPicture';
import editClasses from '../edit/Edit.module.css';
import { number } from '../../i18n';
import { asAttachment } from '../../state/chat';
import { showBranch } from '../../state/conversations';
import { PickButton } from '../../components/conversation/PickButton';
import { useStudio } from '../../state/studio';
import { pickImages } from './actions';
import { QuestionList } from './QuestionList';
import { QuestionPanel } from './QuestionPanel';
import { QuestionBar } from './QuestionBar';
import { useQuestions, type Shown } from './useQuestions';
import { usePhrase } from '../../state/thought';
import classes from './Zoom.module.css';
import { imageUrl } from '../../../shared/ipc/contract';
import type { Attachment } from '../../../shared/attachment';

/** Looking closer: what the model imagines of a detail beside what is really there. */
export function ZoomView() {
  const id = useStudio((state) => state.view?.id);
  const loading = useStudio((state) => state.view !== null && !state.view.conversation);
  const { all, shown } = useQuestions();
  useShownBranch(shown);
  const picture = shown && pictureOf(shown);
  return (
    <main className={classes.view} data-testid="zoom-view">
      <Header />
      <PackageNotice />
      <Announcer />
      {loading && (
        <Center className={classes.scroller}>
          <Loader size="sm" />
        </Center>
      )}
      {!loading && (!shown || id === undefined) && <ZoomWelcome />}
      {!loading && shown && picture && id !== undefined && (
        <div className={classes.body} data-single={all.length < 2 || undefined}>
          <div className={classes.main}>
            <Cannot />
            {shown.kind === 'look' ? (
              <div className={classes.scroller}>
                <div className={classes.asked}>{shown.look.question}</div>
                <QuestionPanel key={shown.key} look={shown.look} />
              </div>
            ) : (
              <DraftPicture picture={shown.picture} />
            )}
            <QuestionBar
              key={id}
              id={id}
              picture={picture}
              follows={shown.kind === 'look' ? shown.look.follows : null}
            />
          </div>
          {all.length > 1 && <QuestionList all={all} shown={shown} />}
        </div>
      )}
    </main>
  );
}

const pictureOf = (shown: Shown): Attachment | undefined =>
  shown.kind === 'draft' ? shown.picture : asAttachment(shown.look.picture)[0];

/** Makes the branch of the newest answer on the screen the one that the conversation shows. */
function useShownBranch(shown: Shown | undefined): void {
  const answers = shown?.kind === 'look' ? Object.values(shown.look.answers) : [];
  const newest = answers.toSorted((a, b) => a.createdAt - b.createdAt).at(-1);
  const messageId = newest?.id;
  const conversationId = newest?.conversationId;
  useEffect(() => {
    const { view } = useStudio.getState();
    if (!messageId || !conversationId || view?.id !== conversationId || view.running) return;
    if (view.messages.some((message) => message.id === messageId)) return;
    void showBranch(conversationId, messageId);
  }, [messageId, conversationId]);
}

/** Says that the package was not trained to think visually. */
function Cannot() {
  const { t } = useTranslation();
  const name = useStudio(({ status }) => (status.state === 'ready' ? status.manifest.name : ''));
  const phrase = usePhrase();
  if (phrase !== null || name === '') return null;
  return (
    <div className={editClasses.note} data-testid="zoom-cannot">
      <IconInfoCircle size={15} aria-hidden="true" />
      <span>{t('zoomView.cannot', { name })}</span>
    </div>
  );
}

function DraftPicture({ picture }: { readonly picture: Attachment }) {
  const { t } = useTranslation();
  const { image, width, height } = picture;
  const side = useStudio(({ status }) =>
    status.state === 'ready' ? status.manifest.visionEncoder.inputSize : undefined,
  );
  return (
    <>
      <div className={classes.draft}>
        <BoxOnPicture
          src={imageUrl(image)}
          alt={t('zoomView.picture')}
          width={width}
          height={height}
          box={null}
          label={t('zoomView.mark')}
        />
      </div>
      <Text size="xs" c="dimmed">
        {side &&
          t('zoomView.kept', { width: number(width), height: number(height), side: number(side) })}
      </Text>
    </>
  );
}

/** No picture yet: what this view is for, and how one comes in. */
function ZoomWelcome() {
  const { t } = useTranslation();
  return (
    <div className={classes.scroller}>
      <Stack className={welcomeClasses.welcome} gap="lg" data-testid="zoom-welcome">
        <div>
          <Title order={2} className={welcomeClasses.title}>
            {t('zoomView.welcome')}
          </Title>
          <Text c="dimmed" mt={6}>
            {t('zoomView.welcomeText')}
          </Text>
        </div>
        <Group>
          <Button leftSection={<IconPhotoPlus size={18} />} onClick={() => void pickImages()}>
            {t('edit.pick')}
          </Button>
          <PickButton />
          <Text size="sm" c="dimmed">
            {t('edit.orDrop')}
          </Text>
        </Group>
        <div className={welcomeClasses.limits}>
          <Text size="sm" fw={600}>
            {t('edit.how')}
          </Text>
          <Text size="sm" c="dimmed" mt={4}>
            {t('zoomView.howText')}
          </Text>
        </div>
        <Cannot />
      </Stack>
    </div>
  );
}
