import { Menu, TextInput, UnstyledButton, VisuallyHidden } from '@mantine/core';
import {
  IconArchive,
  IconArchiveOff,
  IconDots,
  IconFileExport,
  IconFolder,
  IconPencil,
  IconPin,
  IconPinFilled,
  IconPinnedOff,
  IconTrash,
} from '@tabler/icons-react';
import { memo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { dragOut, wholeConversation } from '../state/dragOut';
import { focusComposer } from '../state/focus';
import { IconButton } from '../components/IconButton';
import {
  archiveConversation,
  openConversation,
  pinConversation,
  renameConversation,
} from '../state/conversations';
import { openDialog, useStudio } from '../state/studio';
import classes from './ConversationList.module.css';
import { deleteWithUndo } from '../state/undo';
import { DRAGGED } from './GroupHead';
import type { Conversation } from '../../shared/message';

/** Opens a conversation; after a click the person goes on by typing, by keyboard in the list. */
async function open(id: string, clicked: boolean): Promise<void> {
  await openConversation(id);
  if (clicked && useStudio.getState().renaming === null) focusComposer();
}

interface Properties {
  readonly conversation: Conversation;
  readonly selected: boolean;
}

/** One conversation of the list: opens it, and renames, pins or deletes it. */
export const ConversationItem = memo(function ConversationItem({
  conversation,
  selected,
}: Properties) {
  const { t } = useTranslation();
  const { id, title, pinned, archived, tags } = conversation;
  const renaming = useStudio((state) => state.renaming === id);
  const answering = useStudio((state) => id in state.answering);
  if (renaming) return <Rename conversation={conversation} />;
  const rename = (): void => useStudio.setState({ renaming: id });

  async function exportIt(): Promise<void> {
    await openConversation(id);
    openDialog({ kind: 'export' });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'F2') rename();
    else if (event.key === 'Delete') void deleteWithUndo(conversation);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={classes.item} data-selected={selected || undefined}>
      <UnstyledButton
        className={classes.open}
        data-conversation={id}
        data-testid="conversation-item"
        draggable
        onDragStart={(event) => event.dataTransfer.setData(DRAGGED, id)}
        aria-current={selected ? 'page' : undefined}
        onClick={(event) => void open(id, event.detail > 0)}
        onDoubleClick={rename}
        onKeyDown={onKeyDown}
      >
        {answering && <span className={classes.dot} aria-hidden="true" />}
        <span className={classes.title}>{title || t('conversation.untitled')}</span>
        {answering && <VisuallyHidden>{t('conversation.answering')}</VisuallyHidden>}
        {tags.length > 0 && (
          <span className={classes.itemTags}>{tags.map((tag) => `#${tag}`).join(' ')}</span>
        )}
        {pinned && <IconPinFilled size={13} className={classes.pin} aria-hidden="true" />}
      </UnstyledButton>
      <IconButton
        className={classes.file}
        size="sm"
        label={t('drag.conversation', { title: title || t('conversation.untitled') })}
        icon={<IconFileExport size={16} />}
        data-testid="conversation-file"
        draggable
        onDragStart={(event) => void dragOut(event, wholeConversation(id))}
        onClick={() => void exportIt()}
      />
      <Menu position="bottom-end" width={180} returnFocus>
        <Menu.Target>
          <IconButton
            className={classes.menu}
            size="sm"
            label={t('conversation.menu', { title: title || t('conversation.untitled') })}
            icon={<IconDots size={16} />}
          />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={rename}>
            {t('conversation.rename')}
          </Menu.Item>
          <Menu.Item
            leftSection={pinned ? <IconPinnedOff size={16} /> : <IconPin size={16} />}
            onClick={() => void pinConversation(id, !pinned)}
          >
            {pinned ? t('conversation.unpin') : t('conversation.pin')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFolder size={16} />}
            onClick={() => openDialog({ kind: 'organise', conversationId: id })}
          >
            {t('organise.open')}
          </Menu.Item>
          <Menu.Item
            leftSection={archived ? <IconArchiveOff size={16} /> : <IconArchive size={16} />}
            onClick={() => void archiveConversation(id, !archived)}
          >
            {archived ? t('conversation.unarchive') : t('conversation.archive')}
          </Menu.Item>
          <Menu.Item leftSection={<IconFileExport size={16} />} onClick={() => void exportIt()}>
            {t('conversation.export')}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} />}
            onClick={() => void deleteWithUndo(conversation)}
          >
            {t('conversation.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
});

function Rename({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation();
  const [title, setTitle] = useState(conversation.title);
  // Enter and Escape end the field, whose leaving must then not end it a second time.
  const ended = useRef(false);

  function end(save: boolean): void {
    if (ended.current) return;
    ended.current = true;
    if (save) void renameConversation(conversation.id, title);
    else useStudio.setState({ renaming: null });
  }

  return (
    <div className={classes.item} data-selected>
      <TextInput
        className={classes.rename}
        size="xs"
        autoFocus
        maxLength={200}
        aria-label={t('conversation.titleOf')}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => end(true)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.stopPropagation();
          end(event.key === 'Enter');
        }}
      />
    </div>
  );
}
