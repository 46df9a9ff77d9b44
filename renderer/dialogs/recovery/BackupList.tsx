import { Badge, Button, Group, ScrollArea, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SmallHint } from '../../components/small';
import type { Backup, BackupPlace } from '../../../shared/ipc/recovery';
import { describeCounts } from '../../state/archive';
import { openDialog } from '../../state/studio';
import classes from './Safety.module.css';
import { formatTime } from './formatTime';

interface Properties {
  readonly at: BackupPlace;
  readonly copies: readonly Backup[];
  readonly busy: boolean;
}

/** The backups of one place: when each was made, what it holds, and a look inside. */
export function BackupList({ at, copies, busy }: Properties) {
  if (copies.length === 0) return null;
  return (
    <ScrollArea.Autosize mah={176} type="auto" className={classes.list}>
      {copies.map((copy) => (
        <BackupRow key={copy.name} at={at} copy={copy} busy={busy} />
      ))}
    </ScrollArea.Autosize>
  );
}

interface RowProperties extends Omit<Properties, 'copies'> {
  readonly copy: Backup;
}

function BackupRow({ at, copy, busy }: RowProperties) {
  const { t } = useTranslation();
  const { name, createdAt, reason, missing } = copy;
  const moment = formatTime(createdAt);
  return (
    <div className={classes.copy} data-testid="copy" data-place={at}>
      <div className={classes.words}>
        <Group gap={8}>
          <Text size="sm">{moment}</Text>
          <Badge size="xs" variant="light" color="gray">
            {t(`safety.reasons.${reason}`)}
          </Badge>
        </Group>
        <SmallHint>
          {describeCounts(copy)}
          {missing > 0 && `. ${t('safety.lacks', { count: missing })}`}
        </SmallHint>
      </div>
      <Button
        size="compact-sm"
        variant="subtle"
        disabled={busy}
        leftSection={<IconEye size={15} />}
        aria-label={t('safety.lookAt', { moment })}
        onClick={() => openDialog({ kind: 'copy', at, name, createdAt })}
      >
        {t('safety.look')}
      </Button>
    </div>
  );
}
