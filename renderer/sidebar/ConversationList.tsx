import { Chip, Group as Row } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../components/small';
import { Boundary } from '../components/Boundary';
import { useStudio } from '../state/studio';
import { ConversationItem } from './ConversationItem';
import classes from './ConversationList.module.css';
import { GroupHead } from './GroupHead';
import { groupConversations, rowsOf, tagsOf } from '../state/groups';
import { IconTrash } from '@tabler/icons-react';
import type { Conversation } from '../../shared/message';
import { IconButton } from '../components/IconButton';
import { deleteWithUndo } from '../state/undo';

/** Heights of the lines in CSS pixels. */
const HEIGHT = { group: 32, conversation: 36 };
const LINE = '[data-conversation], [data-group]';

/** Arrow keys move between the lines of the list. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (!step || !(event.target as HTMLElement).matches(LINE)) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(LINE)];
  items[items.indexOf(event.target as HTMLElement) + step]?.focus();
}

/** All conversations that fit the filter, in their groups; only what is seen is drawn. */
export function ConversationList() {
  const { t } = useTranslation();
  const conversations = useStudio((state) => state.conversations);
  const words = useStudio((state) => state.filter);
  const tag = useStudio((state) => state.tag);
  const openId = useStudio((state) => state.view?.id);
  const renaming = useStudio((state) => state.renaming);
  const [turned, setTurned] = useLocalStorage<string[]>({ key: 'groups', defaultValue: [] });
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => {
    const groups = groupConversations(conversations ?? [], { words, tag }, Date.now());
    // Whoever searches sees what is found, wherever it is filed.
    const searching = words.trim() !== '' || tag !== null;
    const shut = groups.filter(({ kind }) => kind === 'archive').map(() => 'archive archive');
    return rowsOf(groups, searching ? shut : turned);
  }, [conversations, words, tag, turned]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => HEIGHT[rows[index]?.kind ?? 'conversation'],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  });

  useEffect(() => {
    const index = rows.findIndex(({ key }) => key === renaming);
    if (renaming !== null && index >= 0) virtualizer.scrollToIndex(index);
  }, [renaming, rows, virtualizer]);

  const turn = (key: string): void =>
    setTurned((old) => (old.includes(key) ? old.filter((one) => one !== key) : [...old, key]));
  return (
    <>
      <Tags />
      <div
        ref={scroller}
        className={classes.list}
        data-testid="conversations"
        onKeyDown={moveFocus}
      >
        <div className={classes.lines} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <div
                key={item.key}
                className={classes.line}
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                {row.kind === 'group' ? (
                  <GroupHead group={row.group} open={row.open} onTurn={() => turn(row.key)} />
                ) : (
                  <Boundary
                    of={row.conversation}
                    fallback={<ConversationFault conversation={row.conversation} />}
                  >
                    <ConversationItem
                      conversation={row.conversation}
                      selected={row.conversation.id === openId}
                    />
                  </Boundary>
                )}
              </div>
            );
          })}
        </div>
        {rows.length === 0 && conversations !== null && (
          <Hint ta="center" p="lg">
            {words || tag
              ? t('sidebar.nothingFound', { filter: words || tag })
              : t('sidebar.empty')}
          </Hint>
        )}
      </div>
    </>
  );
}

/** All tags there are: one of them narrows the list. */
function Tags() {
  const { t } = useTranslation();
  const conversations = useStudio((state) => state.conversations);
  const chosen = useStudio((state) => state.tag);
  const tags = useMemo(() => tagsOf(conversations ?? []), [conversations]);
  if (tags.length === 0) return null;
  return (
    <Row gap={4} wrap="nowrap" className={classes.tags} role="group" aria-label={t('sidebar.tags')}>
      {tags.map((tag) => (
        <Chip
          key={tag}
          size="xs"
          variant="light"
          checked={tag === chosen}
          onChange={(checked) => useStudio.setState({ tag: checked ? tag : null })}
        >
          {tag}
        </Chip>
      ))}
    </Row>
  );
}

/** Stands for a conversation whose line cannot be drawn; it can be deleted all the same. */
function ConversationFault({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation();
  return (
    <div className={classes.item} data-testid="conversation-fault">
      <span className={classes.fault}>{t('fault.item')}</span>
      <IconButton
        size="sm"
        label={t('conversation.delete')}
        icon={<IconTrash size={16} />}
        onClick={() => void deleteWithUndo(conversation)}
      />
    </div>
  );
}
