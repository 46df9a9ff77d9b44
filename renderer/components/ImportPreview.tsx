import { Alert, Badge, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { describeCounts } from '../state/archive';
import { Missing } from './Missing';
import type { ImportSummary } from '../../shared/ipc/archive';

const COLORS = { new: 'teal', same: 'gray', copy: 'orange', restored: 'blue' } as const;

/** What an import would bring, conversation by conversation. */
export function ImportPreview({ found }: { readonly found: ImportSummary }) {
  const { t } = useTranslation();
  const { name, kind, list, notes, missing } = found;
  return (
    <>
      <Text size="sm">
        {kind !== 'copy' && <strong>{`${name} `}</strong>}
        {t('archive.found', { kind: t(`archive.kinds.${kind}`), held: describeCounts(found) })}
      </Text>
      <ScrollArea.Autosize mah={260} type="auto">
        <Stack gap={6}>
          {list.map(({ id, title, messages: count, action }) => (
            <Group key={id} gap={8} wrap="nowrap">
              <Badge size="sm" variant="light" color={COLORS[action]} miw={92}>
                {t(`archive.action.${action}`)}
              </Badge>
              <Text size="sm" truncate flex={1}>
                <bdi>{title || t('conversation.untitled')}</bdi>
              </Text>
              <Text size="xs" c="dimmed">
                {t('archive.messages', { count })}
              </Text>
            </Group>
          ))}
        </Stack>
      </ScrollArea.Autosize>
      {missing.length > 0 && <Missing missing={missing} />}
      {notes.length > 0 && (
        <Alert color="yellow" title={t('archive.notes')}>
          <ScrollArea.Autosize mah={120} type="auto">
            {notes.map((note, index) => (
              <Text key={index} size="sm">
                {note}
              </Text>
            ))}
          </ScrollArea.Autosize>
        </Alert>
      )}
    </>
  );
}
