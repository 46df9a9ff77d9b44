import { Group, Input, Stack, Text } from '@mantine/core';
import { IconArrowMoveRight, IconFolderOpen } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SmallButton, SmallHint } from '../../components/small';
import { FilePath } from '../../components/FilePath';
import { call } from '../../api';
import { Progress } from '../../components/Progress';
import { runWork, useWork } from '../../state/task';
import { attempt } from '../../state/notify';
import { CheckBlock } from './CheckBlock';
import { useBackups } from './backups';
import { BackupBlock } from './BackupBlock';
import safety from './Safety.module.css';
import { SecondBlock } from './SecondBlock';

/** Where the data lies, its backups, and the check of all of it. */
export function DataSection() {
  const busy = useWork((state) => state.busy);
  const { copies, make, load } = useBackups();
  return (
    <Stack gap="xl" data-testid="data-section">
      {busy && (
        <div className={safety.work}>
          <Progress />
        </div>
      )}
      <FolderBlock busy={busy} />
      <BackupBlock copies={copies} busy={busy} make={make} />
      <SecondBlock second={copies?.second ?? null} busy={busy} changed={load} />
      <CheckBlock busy={busy} />
    </Stack>
  );
}

function FolderBlock({ busy }: { readonly busy: boolean }) {
  const { t } = useTranslation();
  const [folder, setFolder] = useState('');
  const [moved, setMoved] = useState<string | null>(null);
  useEffect(() => {
    void attempt(async () => setFolder((await call('about.get', {})).dataFolder));
  }, []);

  async function move(): Promise<void> {
    const to = await runWork(() => call('recovery.move', {}));
    if (to) setMoved(to);
  }

  return (
    <Input.Wrapper
      label={t('settings.data')}
      labelElement="div"
      description={t('settings.dataText')}
    >
      <Stack gap="xs" mt={8}>
        <FilePath>{moved ?? folder}</FilePath>
        {moved !== null && (
          <Text size="sm" role="status">
            {t('safety.moved')}
          </Text>
        )}
        <Group gap="xs">
          <SmallButton
            leftSection={<IconFolderOpen size={15} />}
            onClick={() => void attempt(() => call('folders.open', { which: 'data' }))}
          >
            {t('settings.openData')}
          </SmallButton>
          <SmallButton
            disabled={busy || moved !== null}
            leftSection={<IconArrowMoveRight size={15} />}
            data-testid="data-move"
            onClick={() => void move()}
          >
            {t('safety.move')}
          </SmallButton>
        </Group>
        <SmallHint>{t('safety.moveText')}</SmallHint>
      </Stack>
    </Input.Wrapper>
  );
}
