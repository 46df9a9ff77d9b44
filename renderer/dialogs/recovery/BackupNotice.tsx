import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SmallButton } from '../../components/small';
import type { BackupProblem } from '../../../shared/ipc/recovery';
import { useWork } from '../../state/task';
import { openDialog, useStudio } from '../../state/studio';
import { makeBackup } from './backups';
import { formatTime } from './formatTime';
import classes from './Safety.module.css';

const keyOf = ({ kind, place }: BackupProblem): string => `${kind} ${place}`;

/** Says over all views that backups are missed or damaged, why, and what to do. */
export function BackupNotice() {
  const problems = useStudio((state) => state.backupProblems);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const shown = problems.find((problem) => !hidden.has(keyOf(problem)));
  if (!shown) return null;
  return <Problem problem={shown} hide={() => setHidden(new Set([...hidden, keyOf(shown)]))} />;
}

interface Properties {
  readonly problem: BackupProblem;
  readonly hide: () => void;
}

function Problem({ problem, hide }: Properties) {
  const { t } = useTranslation();
  const busy = useWork((state) => state.busy);
  const { kind, place } = problem;
  const title =
    kind === 'missed'
      ? t(`copyNotice.missed.${place}`, { count: problem.days })
      : t('copyNotice.damagedTitle');
  return (
    <Alert
      className={classes.notice}
      classNames={{ label: classes.noticeTitle }}
      color="yellow"
      radius={0}
      icon={<IconAlertTriangle />}
      title={title}
      role="status"
      withCloseButton
      closeButtonLabel={t('copyNotice.later')}
      onClose={hide}
      data-testid="copy-notice"
    >
      <div className={classes.noticeBody}>
        <Text size="sm" className={classes.noticeText}>
          <Reason problem={problem} />
        </Text>
        <Group gap="xs">
          {kind === 'missed' && (
            <Button
              size="compact-sm"
              disabled={busy}
              data-testid="copy-retry"
              onClick={() => void makeBackup()}
            >
              {t('copyNotice.retry')}
            </Button>
          )}
          <SmallButton onClick={() => openDialog({ kind: 'settings', tab: 'data' })}>
            {t('copyNotice.settings')}
          </SmallButton>
        </Group>
      </div>
    </Alert>
  );
}

function Reason({ problem }: { readonly problem: BackupProblem }) {
  const { t } = useTranslation();
  const { folder } = problem;
  if (problem.kind === 'damaged') {
    return <>{t('copyNotice.damaged', { count: problem.count, folder })}</>;
  }
  const { reason, detail, newest, place } = problem;
  const key =
    place === 'second' && (reason === 'full' || reason === 'readOnly' || reason === 'other')
      ? (`${reason}Second` as const)
      : reason;
  const since =
    newest === null ? t('copyNotice.none') : t('copyNotice.newest', { moment: formatTime(newest) });
  return <>{`${t(`copyNotice.reason.${key}`, { folder, detail })} ${since}`}</>;
}
