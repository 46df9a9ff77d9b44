import { Button, Group, Stack } from '@mantine/core';
import { IconFileImport, IconFolder } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../components/small';
import { call } from '../../api';
import { Dialog } from '../../components/Dialog';
import { attempt } from '../../state/notify';
import { ImportPreview } from '../../components/ImportPreview';
import { importFile } from '../../state/archive';
import { Progress } from '../../components/Progress';
import { runWork, useWork } from '../../state/task';
import type { ImportSummary } from '../../../shared/ipc/archive';

/** Lets the person choose what to import, shows what is new in it, and imports it. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const busy = useWork((state) => state.busy);
  const [found, setFound] = useState<ImportSummary | null>(null);

  async function look(folder: boolean): Promise<void> {
    const looked = await runWork(() => call('archive.preview', { folder }));
    if (looked) setFound(looked);
  }

  function leave(): void {
    void attempt(() => call('archive.discard', {}));
    onClose();
  }

  async function run(): Promise<void> {
    if (await importFile()) onClose();
  }

  return (
    <Dialog title={t('archive.import')} size={640} onClose={leave}>
      <Stack gap="md" data-testid="import-dialog">
        <Hint>{t('archive.importHint')}</Hint>
        <Group>
          <Button
            variant="light"
            disabled={busy}
            leftSection={<IconFileImport size={16} />}
            data-testid="import-file"
            onClick={() => void look(false)}
          >
            {t('archive.chooseFile')}
          </Button>
          <Button
            variant="light"
            disabled={busy}
            leftSection={<IconFolder size={16} />}
            onClick={() => void look(true)}
          >
            {t('archive.chooseFolder')}
          </Button>
        </Group>
        {found && <ImportPreview found={found} />}
        {busy && <Progress />}
        {found && !busy && (
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              {t('common.cancel')}
            </Button>
            <Button data-testid="import-run" onClick={() => void run()}>
              {t('archive.importNow')}
            </Button>
          </Group>
        )}
      </Stack>
    </Dialog>
  );
}
