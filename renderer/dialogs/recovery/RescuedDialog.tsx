import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FilePath } from '../../components/FilePath';
import { describeCounts } from '../../state/archive';
import { Dialog } from '../../components/Dialog';
import { openDialog } from '../../state/studio';
import { useBackups } from './backups';
import { formatTime } from './formatTime';
import type { Rescued } from '../../../shared/ipc/recovery';

interface Properties {
  readonly rescued: Rescued;
  readonly onClose: () => void;
}

/** Says what was read of a damaged database, where the original lies, and what a backup has. */
export function RescuedDialog({ rescued, onClose }: Properties) {
  const { t } = useTranslation();
  const { copies } = useBackups();
  const { left, tables, aside } = rescued;
  const [own] = copies?.copies ?? [];
  const [other] = copies?.second?.copies ?? [];
  const newest = own ?? other;
  return (
    <Dialog title={t('rescued.title')} size={600} onClose={onClose}>
      <Stack gap="sm" data-testid="rescued-dialog">
        <Text size="sm">{t('rescued.read', { held: describeCounts(rescued) })}</Text>
        {tables.length > 0 && <Text size="sm">{t('rescued.partly')}</Text>}
        {left > 0 && <Text size="sm">{t('rescued.left', { count: left })}</Text>}
        <Text size="sm">{t('rescued.original')}</Text>
        <FilePath>{aside}</FilePath>
        <Text size="sm">
          {newest
            ? t('rescued.copy', {
                moment: formatTime(newest.createdAt),
                held: describeCounts(newest),
              })
            : t('rescued.noCopy')}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('rescued.goOn')}
          </Button>
          {newest && (
            <Button
              data-testid="rescued-look"
              onClick={() =>
                openDialog({
                  kind: 'copy',
                  at: own ? 'data' : 'second',
                  name: newest.name,
                  createdAt: newest.createdAt,
                })
              }
            >
              {t('rescued.look')}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
