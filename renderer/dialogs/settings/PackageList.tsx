import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconFileZip, IconFolderPlus } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { FilePath } from '../../components/FilePath';
import { megabytes } from '../../i18n';
import { addPackage, refreshPackages, stopAdding, usePackages } from '../../state/packages';
import { changeSettings, pickPackage } from '../../state/settings';
import { PackageCardView } from '../../components/PackageCard';
import list from '../../components/PackageCard.module.css';
import type { PackageCard } from '../../../shared/ipc/packages';
import type { Settings } from '../../../shared/settings';

/** All packages that can answer, and how to add one. */
export function PackageList({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation();
  const cards = usePackages((state) => state.cards);
  useEffect(() => void refreshPackages(), []);
  const isUsed = ({ choice, folder }: PackageCard): boolean =>
    settings.packageFolder === null ? choice === 'embedded' : settings.packageFolder === folder;
  const elsewhere = settings.packageFolder !== null && cards && !cards.some(isUsed);
  return (
    <Stack gap="sm">
      <div>
        <Text fw={600} component="h3">
          {t('packages.title')}
        </Text>
        <Text size="sm" c="dimmed">
          {t('packages.text')}
        </Text>
      </div>
      <Stack gap="xs" component="ul" className={list.list} aria-label={t('packages.title')}>
        {(cards ?? []).map((card) => (
          <PackageCardView key={card.choice} card={card} used={isUsed(card)} />
        ))}
        {elsewhere && (
          <li className={list.card} data-used="true">
            <Text size="sm" fw={600}>
              {t('packages.elsewhere')}
            </Text>
            <FilePath>{settings.packageFolder}</FilePath>
            <Button
              mt={8}
              size="compact-sm"
              variant="default"
              onClick={() => void changeSettings({ packageFolder: null })}
            >
              {t('settings.useEmbedded')}
            </Button>
          </li>
        )}
      </Stack>
      <Adding />
    </Stack>
  );
}

/** The ways to add a package, or how far the adding is. */
function Adding() {
  const { t } = useTranslation();
  const adding = usePackages((state) => state.adding);
  const progress = usePackages((state) => state.progress);
  if (adding) {
    const words = progress
      ? t('packages.copying', {
          done: megabytes(progress.done),
          total: megabytes(progress.total),
        })
      : t('packages.checking');
    return (
      <Group wrap="nowrap" data-testid="package-adding">
        <Stack gap={4} flex={1}>
          <Progress
            value={progress ? (progress.done / Math.max(1, progress.total)) * 100 : 100}
            animated={!progress}
            aria-label={t('packages.progress')}
          />
          <Text size="xs" c="dimmed">
            {words}
          </Text>
        </Stack>
        <Button size="compact-sm" variant="default" onClick={() => void stopAdding()}>
          {t('common.stop')}
        </Button>
      </Group>
    );
  }
  return (
    <Group gap="xs">
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<IconFolderPlus size={15} aria-hidden="true" />}
        onClick={() => void addPackage('folder')}
      >
        {t('packages.addFolder')}
      </Button>
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<IconFileZip size={15} aria-hidden="true" />}
        onClick={() => void addPackage('zip')}
      >
        {t('packages.addZip')}
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void pickPackage()}>
        {t('packages.useFolder')}
      </Button>
    </Group>
  );
}
