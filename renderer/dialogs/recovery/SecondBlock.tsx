import { Group, Input, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconDeviceUsb,
  IconFolderSearch,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SmallButton, SmallHint } from '../../components/small';
import { FilePath } from '../../components/FilePath';
import type { SecondPlace } from '../../../shared/ipc/recovery';
import { number } from '../../i18n';
import { chooseSecond, leaveSecond, MEGABYTE, pickBackups, usePicked } from './backups';
import { BackupList } from './BackupList';
import safety from './Safety.module.css';

interface Properties {
  /** Null where none was chosen. */
  readonly second: SecondPlace | null;
  readonly busy: boolean;
  /** Loads again what is known of the backups. */
  readonly changed: () => Promise<void>;
}

/** The second place of backups, and backups in any other folder. */
export function SecondBlock({ second, busy, changed }: Properties) {
  const { t } = useTranslation();
  const picked = usePicked();
  return (
    <Input.Wrapper
      label={t('safety.second')}
      labelElement="div"
      description={t('safety.secondText')}
    >
      <Stack gap="sm" mt={8}>
        {second && <PartRef second={second} busy={busy} />}
        <Group gap="xs">
          <SmallButton
            disabled={busy}
            leftSection={<IconDeviceUsb size={15} />}
            data-testid="second-choose"
            onClick={() => void chooseSecond().then(changed)}
          >
            {second ? t('safety.secondOther') : t('safety.secondChoose')}
          </SmallButton>
          {second && (
            <SmallButton
              disabled={busy}
              leftSection={<IconPlugConnectedX size={15} />}
              data-testid="second-leave"
              onClick={() => void leaveSecond(second.folder).then(changed)}
            >
              {t('safety.secondLeave')}
            </SmallButton>
          )}
        </Group>
        <SmallHint>{t('safety.pickText')}</SmallHint>
        <Group gap="xs">
          <SmallButton
            disabled={busy}
            leftSection={<IconFolderSearch size={15} />}
            data-testid="copies-pick"
            onClick={() => void pickBackups()}
          >
            {t('safety.pick')}
          </SmallButton>
        </Group>
        {picked && (
          <>
            <Text size="sm">{t('safety.pickedIn', { folder: picked.folder })}</Text>
            <BackupList at="picked" copies={picked.copies} busy={busy} />
          </>
        )}
      </Stack>
    </Input.Wrapper>
  );
}

function PartRef({ second, busy }: { readonly second: SecondPlace; readonly busy: boolean }) {
  const { t } = useTranslation();
  const { folder, available, sameDisk, copies, size } = second;
  return (
    <>
      <FilePath data-testid="second-folder">{folder}</FilePath>
      {!available && <Warning words={t('safety.secondGone')} testId="second-gone" />}
      {sameDisk && <Warning words={t('safety.sameDisk')} testId="second-same-disk" />}
      <BackupList at="second" copies={copies} busy={busy} />
      {available && (
        <SmallHint>
          {t('safety.holds', { count: copies.length, size: number(size / MEGABYTE, 1) })}
        </SmallHint>
      )}
    </>
  );
}

function Warning({ words, testId }: { readonly words: string; readonly testId: string }) {
  return (
    <Group gap={8} wrap="nowrap" align="flex-start" role="status" data-testid={testId}>
      <IconAlertTriangle size={18} className={safety.warning} aria-hidden="true" />
      <Text size="sm">{words}</Text>
    </Group>
  );
}
