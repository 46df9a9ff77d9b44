import { Group, Input, Stack } from '@mantine/core';
import { IconCopyPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Hint, SmallButton, SmallHint } from '../../components/small';
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
        {copies?.copies.length === 0 && <Hint>{t('safety.noCopies')}</Hint>}
        <BackupList at="data" copies={copies?.copies ?? []} busy={busy} />
        <Group gap="xs">
          <SmallButton
            disabled={busy}
            leftSection={<IconCopyPlus size={15} />}
            data-testid="copy-make"
            onClick={make}
          >
            {t('safety.make')}
          </SmallButton>
          {copies !== null && copies.copies.length > 0 && (
            <SmallHint>{t('safety.size', { size: number(copies.size / MEGABYTE, 1) })}</SmallHint>
          )}
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}
