import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { words } from '../i18n';
import { deleteConversation, restoreConversation } from './conversations';
import type { Conversation } from '../../shared/message';

const UNDO_FOR_MS = 10_000;

/** Deletes a conversation and offers to bring it back. */
export async function deleteWithUndo({
  id,
  title,
}: Pick<Conversation, 'id' | 'title'>): Promise<void> {
  if (!(await deleteConversation(id))) return;
  const notification = `deleted-${id}`;
  const undo = (): void => {
    notifications.hide(notification);
    void restoreConversation(id);
  };
  notifications.show({
    id: notification,
    autoClose: UNDO_FOR_MS,
    closeButtonProps: { 'aria-label': words('common.close') },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm" lineClamp={2}>
          {words('conversation.deleted', { title: title || words('conversation.untitled') })}
        </Text>
        <Button size="compact-sm" variant="light" onClick={undo} style={{ flexShrink: 0 }}>
          {words('common.undo')}
        </Button>
      </Group>
    ),
  });
}
