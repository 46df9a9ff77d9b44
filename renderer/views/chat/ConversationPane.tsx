import { Button, Center, Loader, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../components/Mark';
import { startConversation } from '../../state/conversations';
import { useStudio } from '../../state/studio';
import { Composer } from './Composer';
import shared from '../../components/conversation/Conversation.module.css';
import classes from './ConversationPane.module.css';
import { Header } from '../../components/conversation/Header';
import { LeftOut } from './LeftOut';
import { MessageList } from './MessageList';
import { PackageNotice } from '../../components/conversation/PackageNotice';
import { Queue } from '../../components/conversation/Queue';
import { Welcome } from './Welcome';

/** The open conversation with everything around it, or what to do when there is none. */
export function ConversationPane() {
  const id = useStudio((state) => state.view?.id);
  const loaded = useStudio((state) => Boolean(state.view?.conversation));
  const empty = useStudio((state) => state.view?.messages.length === 0);
  return (
    <main className={shared.view}>
      <Header />
      <PackageNotice />
      {id === undefined ? (
        <NoConversation />
      ) : (
        <>
          {!loaded && (
            <Center className={classes.body}>
              <Loader size="sm" className={shared.slow} />
            </Center>
          )}
          {loaded && (empty ? <Welcome /> : <MessageList key={id} />)}
          <div className={classes.foot}>
            <div className={classes.column}>
              <Queue />
              <Composer key={id} id={id} />
            </div>
          </div>
        </>
      )}
    </main>
  );
}

function NoConversation() {
  const { t } = useTranslation();
  const known = useStudio((state) => state.conversations !== null);
  const left = useStudio((state) => state.left !== null);
  if (!known) return <div className={classes.body} />;
  if (left) {
    return (
      <Center className={classes.body} px="lg">
        <LeftOut />
      </Center>
    );
  }
  return (
    <Center className={classes.body}>
      <Stack align="center" gap="md" maw={440} px="lg">
        <Mark size={56} />
        <Title order={2} ta="center">
          {t('none.title')}
        </Title>
        <Text ta="center" c="dimmed">
          {t('none.text')}
        </Text>
        <Button leftSection={<IconPlus size={16} />} onClick={() => void startConversation()}>
          {t('conversation.new')}
        </Button>
      </Stack>
    </Center>
  );
}
