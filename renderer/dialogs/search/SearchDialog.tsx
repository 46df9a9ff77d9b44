import { Group, ScrollArea, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconMessage, IconSearch } from '@tabler/icons-react';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint, SmallHint } from '../../components/small';
import { call } from '../../api';
import { Dialog } from '../../components/Dialog';
import { attempt } from '../../state/notify';
import { useStudio } from '../../state/studio';
import { spanOf, WIDE, type Narrowed } from './dates';
import { goTo } from '../../state/goTo';
import { SearchFiltersBar } from './SearchFilters';
import classes from './Search.module.css';
import type { FoundMessage } from '../../../shared/ipc/search';

const TYPING_MS = 80;
const MOST_LATEST = 12;

/** Searches titles and all that was said, and goes to what is chosen. */
export function SearchDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [narrowed, setNarrowed] = useState(WIDE);
  const [active, setActive] = useState(0);
  const found = useFound(typed, narrowed);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0));
    else if (event.key === 'Enter') {
      const chosen = found[active];
      if (chosen) void goTo(chosen.conversationId, chosen.messageId);
    } else return;
    event.preventDefault();
  }

  return (
    <Dialog title={t('jump.title')} size={640} onClose={onClose}>
      <Stack gap="sm" data-testid="jump-dialog">
        <TextInput
          data-autofocus
          data-testid="jump-input"
          aria-label={t('jump.words')}
          placeholder={t('jump.words')}
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <SearchFiltersBar
          narrowed={narrowed}
          onChange={(next) => {
            setNarrowed(next);
            setActive(0);
          }}
        />
        <ScrollArea.Autosize mah={420} type="auto">
          {found.map((one, index) => (
            <UnstyledButton
              key={`${one.conversationId} ${one.messageId}`}
              className={classes.found}
              data-testid="jump-found"
              data-active={index === active || undefined}
              onClick={() => void goTo(one.conversationId, one.messageId)}
            >
              <Group gap={6} wrap="nowrap">
                <IconMessage size={14} aria-hidden="true" />
                <Text size="sm" fw={550} truncate flex={1}>
                  <bdi>{one.title || t('conversation.untitled')}</bdi>
                </Text>
                <SmallHint>{one.role ? t(`jump.role.${one.role}`) : ''}</SmallHint>
              </Group>
              {one.excerpt && (
                <span className={classes.excerpt}>
                  <Excerpt text={one.excerpt} />
                </span>
              )}
            </UnstyledButton>
          ))}
          {found.length === 0 && typed.trim() !== '' && (
            <Hint p="sm">{t('jump.nothing', { words: typed })}</Hint>
          )}
        </ScrollArea.Autosize>
      </Stack>
    </Dialog>
  );
}

/** Words around a place found, those that were sought marked. */
function Excerpt({ text }: { readonly text: string }) {
  return text.split('\u0002').map((piece, index) => {
    const [inside = '', outside] = piece.split('\u0003');
    if (index === 0 || outside === undefined) return piece;
    return (
      <span key={index}>
        <mark>{inside}</mark>
        {outside}
      </span>
    );
  });
}

/** What is found as the person types; without words, the conversations changed last. */
function useFound(typed: string, narrowed: Narrowed): readonly FoundMessage[] {
  const { pictures, tag } = narrowed;
  const { since, until } = spanOf(narrowed);
  const conversations = useStudio((state) => state.conversations);
  const [words] = useDebouncedValue(typed, TYPING_MS);
  const [found, setFound] = useState<readonly FoundMessage[]>([]);
  useEffect(() => {
    if (words.trim() === '') return undefined;
    let current = true;
    const filters = { since, until, pictures, tag };
    void attempt(() => call('search.find', { words, filters })).then((list) => {
      if (current && list) setFound(list);
    });
    return () => {
      current = false;
    };
  }, [words, pictures, since, until, tag]);
  if (words.trim() !== '') return found;
  return [...(conversations ?? [])]
    .filter(
      ({ updatedAt, tags }) =>
        updatedAt >= (since ?? 0) &&
        updatedAt < (until ?? Infinity) &&
        (tag === null || tags.includes(tag)),
    )
    .sort((a, b) => b.updatedAt - a.updatedAt)
    .slice(0, MOST_LATEST)
    .map(({ id, title, updatedAt }) => ({
      conversationId: id,
      messageId: null,
      title,
      role: null,
      createdAt: updatedAt,
      excerpt: '',
    }));
}
