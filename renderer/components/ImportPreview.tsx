import { Alert, Badge, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SmallHint } from './small';
import { describeCounts } from '../state/archive';
import type { ImportSummary } from '../../shared/ipc/archive';
import { IconPhotoOff } from '@tabler/icons-react';

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
              <SmallHint>{t('archive.messages', { count })}</SmallHint>
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

type MissingFiles = ImportSummary['missing'];

/** Pictures and visual tokens that conversations come without. */
function Missing({ missing }: { readonly missing: MissingFiles }) {
  const { t } = useTranslation();
  return (
    <Alert
      color="orange"
      icon={<IconPhotoOff />}
      title={t('archive.missingTitle')}
      data-testid="missing"
    >
      <Text size="sm">{t('archive.missingText')}</Text>
      <ScrollArea.Autosize mah={140} type="auto" mt={8}>
        <Stack gap={8}>
          {missing.map((one) => (
            <OfConversation key={one.id} {...one} />
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </Alert>
  );
}

function OfConversation({ title, pictures, images, tokens }: MissingFiles[number]) {
  const { t } = useTranslation();
  const rest = images - pictures.length;
  return (
    <div>
      <Text size="sm" fw={600}>
        <bdi>{title || t('conversation.untitled')}</bdi>
      </Text>
      {pictures.map(({ image, words }) => (
        <Text key={image} size="sm" truncate>
          {words === '' ? t('archive.missingBare') : t('archive.missingPicture', { words })}
        </Text>
      ))}
      {rest > 0 && <Text size="sm">{t('archive.missingMore', { count: rest })}</Text>}
      {tokens > 0 && <Text size="sm">{t('archive.missingTokens', { count: tokens })}</Text>}
    </div>
  );
}
