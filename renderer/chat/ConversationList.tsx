import { Text } from '@mantine/core';
import { useMemo, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../state/studio';
import { ConversationItem } from './ConversationItem';
import classes from './ConversationList.module.css';
import { groupConversations } from './groups';

/** Arrow keys move between the conversations of the list. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (!step || !(event.target as HTMLElement).matches('[data-conversation]')) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-conversation]')];
  items[items.indexOf(event.target as HTMLElement) + step]?.focus();
}

/** All conversations, filtered by their titles and grouped by age. */
export function ConversationList() {
  const { t } = useTranslation();
  const conversations = useStudio((state) => state.conversations);
  const filter = useStudio((state) => state.filter);
  const openId = useStudio((state) => state.view?.id);
  const groups = useMemo(
    () => groupConversations(conversations ?? [], filter, Date.now()),
    [conversations, filter],
  );
  return (
    <div className={classes.list} onKeyDown={moveFocus}>
      {groups.map((group) => (
        <section key={group.name} aria-label={t(`group.${group.name}`)}>
          <Text component="h2" size="xs" c="dimmed" className={classes.group}>
            {t(`group.${group.name}`)}
          </Text>
          {group.conversations.map((conversation) => (
            <ConversationItem
              key={conversation.id}
              conversation={conversation}
              selected={conversation.id === openId}
            />
          ))}
        </section>
      ))}
      {groups.length === 0 && conversations !== null && (
        <Text size="sm" c="dimmed" ta="center" p="lg">
          {filter ? t('sidebar.nothingFound', { filter }) : t('sidebar.empty')}
        </Text>
      )}
    </div>
  );
}
