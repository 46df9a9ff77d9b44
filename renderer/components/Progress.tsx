import { Group, Progress as Bar } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SmallButton } from './small';
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
      <SmallButton onClick={stopWork}>{t('common.stop')}</SmallButton>
    </Group>
  );
}
