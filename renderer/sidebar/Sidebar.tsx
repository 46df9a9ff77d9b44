import { Button, CloseButton, TextInput } from '@mantine/core';
import {
  IconFileExport,
  IconFileImport,
  IconInfoCircle,
  IconKeyboard,
  IconLayoutSidebar,
  IconPlus,
  IconSearch,
  IconSettings,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { AgeNotice } from './AgeNotice';
import { ConversationList } from './ConversationList';
import { IconButton } from '../components/IconButton';
import { Mark } from '../components/Mark';
import { openDialog, useStudio } from '../state/studio';
import classes from './Sidebar.module.css';
import { FILTER_ID } from '../state/focus';
import { startConversation } from '../state/conversations';

/** The list of conversations with its tools. */
export function Sidebar() {
  const { t } = useTranslation();
  const filter = useStudio((state) => state.filter);
  return (
    <nav className={classes.sidebar} aria-label={t('sidebar.label')}>
      <div className={classes.brand}>
        <Mark size={22} />
        <span className={classes.brandName}>{t('app.name')}</span>
        <IconButton
          label={t('sidebar.hide')}
          keys="mod+B"
          icon={<IconLayoutSidebar size={18} />}
          onClick={() => useStudio.setState({ sidebar: false })}
        />
      </div>
      <div className={classes.tools}>
        <Button
          data-testid="conversation-new"
          leftSection={<IconPlus size={16} />}
          justify="flex-start"
          variant="light"
          onClick={() => void startConversation()}
        >
          {t('conversation.new')}
        </Button>
        <TextInput
          id={FILTER_ID}
          size="xs"
          aria-label={t('sidebar.filter')}
          placeholder={t('sidebar.filter')}
          leftSection={<IconSearch size={14} />}
          rightSection={
            filter && (
              <CloseButton
                size="xs"
                aria-label={t('sidebar.clearFilter')}
                onClick={() => useStudio.setState({ filter: '' })}
              />
            )
          }
          value={filter}
          onChange={(event) => useStudio.setState({ filter: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') useStudio.setState({ filter: '' });
            else if (event.key === 'ArrowDown') {
              event.preventDefault();
              document.querySelector<HTMLElement>('[data-conversation], [data-group]')?.focus();
            } else return;
            event.stopPropagation();
          }}
        />
      </div>
      <ConversationList />
      <AgeNotice />
      <div className={classes.foot}>
        <IconButton
          className={classes.settings}
          label={t('settings.title')}
          keys="mod+,"
          icon={<IconSettings size={18} />}
          onClick={() => openDialog({ kind: 'settings' })}
        />
        <IconButton
          label={t('bin.title')}
          keys="mod+shift+B"
          icon={<IconTrash size={18} />}
          data-testid="open-bin"
          onClick={() => openDialog({ kind: 'bin' })}
        />
        <IconButton
          label={t('archive.import')}
          keys="mod+shift+O"
          icon={<IconFileImport size={18} />}
          onClick={() => openDialog({ kind: 'import' })}
        />
        <IconButton
          label={t('archive.export')}
          keys="mod+E"
          icon={<IconFileExport size={18} />}
          onClick={() => openDialog({ kind: 'export' })}
        />
        <IconButton
          label={t('shortcuts.title')}
          keys="?"
          icon={<IconKeyboard size={18} />}
          onClick={() => openDialog({ kind: 'shortcuts' })}
        />
        <IconButton
          label={t('about.title')}
          icon={<IconInfoCircle size={18} />}
          data-testid="open-about"
          onClick={() => openDialog({ kind: 'about' })}
        />
      </div>
    </nav>
  );
}
