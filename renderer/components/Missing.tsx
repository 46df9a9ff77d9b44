import { Alert, ScrollArea, Stack, Text } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ImportSummary } from '../../shared/ipc/archive';

type MissingFiles = ImportSummary['missing'];

/** Pictures and visual tokens that conversations come without. */
export function Missing({ missing }: { readonly missing: MissingFiles }) {
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
