import { Button, Group, Progress as Bar } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { stopWork, useWork } from '../state/task';

/** How far the work is, and its stop. */
export function Progress() {
  const { t } = useTranslation();
  const part = useWork((state) => state.part);
  return (
    <Group wrap="nowrap" data-testid="work">
      <Bar
        flex={1}
        value={part === null ? 100 : part * 100}
        animated={part === null}
        aria-label={t('archive.progress')}
      />
      <Button size="compact-sm" variant="default" onClick={stopWork}>
        {t('common.stop')}
      </Button>
    </Group>
  );
}
