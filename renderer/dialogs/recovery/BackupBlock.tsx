import { Button, Group, Input, Stack, Text } from '@mantine/core';
import { IconCopyPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { number } from '../../i18n';
import { type Backups, MEGABYTE } from './backups';
import { BackupList } from './BackupList';
import { RetentionFields } from './RetentionFields';

interface Properties {
  readonly copies: Backups | null;
  readonly busy: boolean;
  readonly make: () => void;
}

/** The automatic backups in the data folder. */
export function BackupBlock({ copies, busy, make }: Properties) {
  const { t } = useTranslation();
  return (
    <Input.Wrapper
      label={t('safety.copies')}
      labelElement="div"
      description={t('safety.copiesText')}
    >
      <Stack gap="sm" mt={8}>
        <RetentionFields />
        {copies?.copies.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('safety.noCopies')}
          </Text>
        )}
        <BackupList at="data" copies={copies?.copies ?? []} busy={busy} />
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            disabled={busy}
            leftSection={<IconCopyPlus size={15} />}
            data-testid="copy-make"
            onClick={make}
          >
            {t('safety.make')}
          </Button>
          {copies !== null && copies.copies.length > 0 && (
            <Text size="xs" c="dimmed">
              {t('safety.size', { size: number(copies.size / MEGABYTE, 1) })}
            </Text>
          )}
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}
