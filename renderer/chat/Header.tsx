import { Indicator } from '@mantine/core';
import { IconLayoutSidebar, IconMessageCog } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../components/IconButton';
import { useStudio } from '../state/studio';
import classes from './ConversationPane.module.css';
import { PackageChip } from './PackageChip';

/** Title of the conversation, what stands before it, and the package that answers. */
export function Header() {
  const { t } = useTranslation();
  const sidebar = useStudio((state) => state.sidebar);
  const conversation = useStudio((state) => state.view?.conversation);
  return (
    <header className={classes.header}>
      {!sidebar && (
        <IconButton
          label={t('sidebar.show')}
          keys="mod+B"
          icon={<IconLayoutSidebar size={18} />}
          onClick={() => useStudio.setState({ sidebar: true })}
        />
      )}
      <h1 className={classes.title}>
        {conversation && (conversation.title || t('conversation.untitled'))}
      </h1>
      <PackageChip />
      {conversation && (
        <Indicator disabled={!conversation.systemPrompt} size={7} offset={5}>
          <IconButton
            label={conversation.systemPrompt ? t('systemPrompt.openSet') : t('systemPrompt.open')}
            keys="mod+shift+S"
            icon={<IconMessageCog size={18} />}
            onClick={() =>
              useStudio.setState({
                dialog: { kind: 'systemPrompt', conversationId: conversation.id },
              })
            }
          />
        </Indicator>
      )}
    </header>
  );
}
