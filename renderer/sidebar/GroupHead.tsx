import { Menu, UnstyledButton } from '@mantine/core';
import {
  IconArchive,
  IconChevronRight,
  IconDots,
  IconFileExport,
  IconFolder,
  IconFolderOpen,
} from '@tabler/icons-react';
import { useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../components/IconButton';
import { number } from '../i18n';
import { fileConversation } from '../state/conversations';
import { openDialog } from '../state/studio';
import classes from './ConversationList.module.css';
import type { AgeName, Group } from '../state/groups';

/** The kind of data that a conversation is dragged as. */
export const DRAGGED = 'application/x-studio-conversation';

interface Properties {
  readonly group: Group;
  readonly open: boolean;
  readonly onTurn: () => void;
}

/** The line above a group; that of a folder or of the archive folds it. */
export function GroupHead({ group, open, onTurn }: Properties) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const { kind, name, conversations } = group;
  if (kind === 'age') {
    return <h2 className={classes.group}>{t(`group.${name as AgeName}`)}</h2>;
  }
  const folder = kind === 'folder';
  const Sign = folder ? (open ? IconFolderOpen : IconFolder) : IconArchive;

  function take(event: DragEvent): void {
    setOver(false);
    const id = event.dataTransfer.getData(DRAGGED);
    if (!id || !folder) return;
    event.preventDefault();
    event.stopPropagation();
    void fileConversation(id, name);
  }

  return (
    <div
      className={classes.folder}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!folder || !event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={take}
    >
      <UnstyledButton
        className={classes.folderName}
        aria-expanded={open}
        data-group={name}
        data-testid={`group-${kind}`}
        onClick={onTurn}
      >
        <IconChevronRight size={13} className={classes.chevron} data-open={open || undefined} />
        <Sign size={16} aria-hidden="true" />
        <bdi className={classes.title}>{folder ? name : t('group.archive')}</bdi>
        <span className={classes.count}>{number(conversations.length)}</span>
      </UnstyledButton>
      {folder && (
        <Menu position="bottom-end" width={200} returnFocus>
          <Menu.Target>
            <IconButton
              className={classes.menu}
              size="sm"
              label={t('folder.menu', { name })}
              icon={<IconDots size={16} />}
            />
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconFileExport size={16} />}
              onClick={() => openDialog({ kind: 'export', folder: name })}
            >
              {t('folder.export')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
