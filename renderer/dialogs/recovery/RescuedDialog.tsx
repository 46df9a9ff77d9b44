import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Rescued } from '../../../shared/ipc/recovery';
import { heldOf } from '../archive/counts';
import { Dialog } from '../../components/Dialog';
import settings from '../settings/Settings.module.css';
import { useStudio } from '../../state/studio';
import { useCopies } from './backups';
import { momentOf } from './formatTime';

interface Properties {
  readonly rescued: Rescued;
  readonly onClose: () => void;
}

/** Says what was read of a damaged database, where the original lies, and what a copy has. */
export function RescuedDialog({ rescued, onClose }: Properties) {
  const { t } = useTranslation();
  const { copies } = useCopies();
  const { left, tables, aside } = rescued;
  const [own] = copies?.copies ?? [];
  const [other] = copies?.second?.copies ?? [];
  const newest = own ?? other;
  return (
    <Dialog title={t('rescued.title')} size={600} onClose={onClose}>
      <Stack gap="sm" data-testid="rescued-dialog">
        <Text size="sm">{t('rescued.read', { held: heldOf(rescued) })}</Text>
        {tables.length > 0 && <Text size="sm">{t('rescued.partly')}</Text>}
        {left > 0 && <Text size="sm">{t('rescued.left', { count: left })}</Text>}
        <Text size="sm">{t('rescued.original')}</Text>
        <div className={settings.path}>{aside}</div>
        <Text size="sm">
          {newest
            ? t('rescued.copy', {
                moment: momentOf(newest.createdAt),
                held: heldOf(newest),
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
                useStudio.setState({
                  dialog: {
                    kind: 'copy',
                    at: own ? 'data' : 'second',
                    name: newest.name,
                    createdAt: newest.createdAt,
                  },
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
