import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../components/small';
import type { ImportSummary } from '../../../shared/ipc/archive';
import type { BackupPlace } from '../../../shared/ipc/recovery';
import { call } from '../../api';
import { importFile } from '../../state/archive';
import { ImportPreview } from '../../components/ImportPreview';
import { Progress } from '../../components/Progress';
import { runWork, useWork } from '../../state/task';
import { Dialog } from '../../components/Dialog';
import { attempt } from '../../state/notify';
import { closeDialog, openDialog } from '../../state/studio';
import { formatTime } from './formatTime';

interface Properties {
  readonly at: BackupPlace;
  readonly name: string;
  readonly createdAt: number;
}

const back = (): void => openDialog({ kind: 'settings', tab: 'data' });

/** Looks inside a backup and brings back what is not here any more; nothing that is here changes. */
export function BackupDialog({ at, name, createdAt }: Properties) {
  const { t } = useTranslation();
  const busy = useWork((state) => state.busy);
  const [found, setFound] = useState<ImportSummary | null>(null);
  useEffect(() => {
    void runWork(() => call('backups.preview', { place: at, name })).then((looked) =>
      setFound(looked ?? null),
    );
  }, [at, name]);

  function leave(): void {
    void attempt(() => call('archive.discard', {}));
    back();
  }

  async function run(): Promise<void> {
    if (await importFile()) closeDialog();
  }

  const gone = found ? found.conversations - found.counts.same : 0;
  return (
    <Dialog
      title={t('safety.inside', { moment: formatTime(createdAt) })}
      size={640}
      onClose={leave}
    >
      <Stack gap="md" data-testid="copy-dialog">
        <Hint>{t('safety.insideText')}</Hint>
        {found && <ImportPreview found={found} />}
        {found && gone === 0 && <Text size="sm">{t('safety.allHere')}</Text>}
        {busy && <Progress />}
        {!busy && (
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              {t('safety.back')}
            </Button>
            {gone > 0 && (
              <Button data-testid="copy-restore" onClick={() => void run()}>
                {t('safety.restore', { count: gone })}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Dialog>
  );
}
