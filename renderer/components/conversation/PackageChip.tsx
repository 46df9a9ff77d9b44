import { Button, Group, Loader, Popover, Stack, Text } from '@mantine/core';
import { IconCpu } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { tokensDrawn } from '../../../shared/manifest';
import { Hint } from '../small';
import { Facts } from '../Facts';
import { GradedFigures } from '../GradedFigures';
import { duration, number } from '../../i18n';
import { stopPackage } from '../../state/settings';
import { useStudio } from '../../state/studio';
import classes from './Conversation.module.css';
import { PackageChoiceSelect } from './PackageChoiceSelect';
import { useNextPackage } from './useNextPackage';

/** The package that answers and where it runs; opens to why, and to what it was trained for. */
export function PackageChip() {
  const { t } = useTranslation();
  const status = useStudio((state) => state.status);
  const next = useNextPackage(status.state === 'ready' ? status.hash : undefined);
  if (status.state === 'loading') return <Loading progress={status.progress} />;
  if (status.state !== 'ready') return null;
  const { manifest, provider, providerReason, loadTime, hash } = status;
  const rows: [string, string][] = [
    [t('package.version'), manifest.version],
    [t('package.licence'), manifest.licence],
    [t('package.origin'), manifest.origin],
    [t('package.data'), manifest.trainingCard.data],
    [t('package.steps'), manifest.trainingCard.steps],
    [
      t('package.context'),
      t('unit.tokens', { value: number(manifest.languageModel.contextLength) }),
    ],
    [
      t('package.pictures'),
      t('package.picturesValue', {
        size: manifest.picture.outputSize,
        tokens: tokensDrawn(manifest),
      }),
    ],
    [t('package.loadTime'), duration(loadTime)],
    [t('package.hash'), hash.slice(0, 16)],
  ];
  return (
    <Popover position="bottom-end" width={440} shadow="md" trapFocus withRoles>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          fw={500}
          leftSection={<IconCpu size={15} />}
          aria-label={t('package.chip', {
            name: manifest.name,
            provider: provider.toUpperCase(),
          })}
          data-testid="package-chip"
        >
          {next === undefined
            ? `${manifest.name} · ${provider.toUpperCase()}`
            : t('package.next', { name: next })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
        <Stack gap="xs">
          <Text fw={600}>{manifest.name}</Text>
          {next !== undefined && <Text size="sm">{t('package.nextText', { name: next })}</Text>}
          <PackageChoiceSelect />
          <Text size="sm">{providerReason}</Text>
          <Text size="sm">{manifest.trainingCard.limits}</Text>
          <Facts rows={rows} nameWidth={110} />
          <GradedFigures metrics={manifest.trainingCard.metrics} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The package loads: in the header, so that nothing moves when it is ready. */
function Loading({ progress }: { readonly progress: number | undefined }) {
  const { t } = useTranslation();
  return (
    <Group
      gap="xs"
      wrap="nowrap"
      className={classes.slow}
      role="status"
      data-testid="package-loading"
    >
      <Loader size="xs" />
      <Hint>
        {t('package.loading')}
        {/* A screen reader says that it loads and that it is ready, not every percent. */}
        {progress !== undefined && (
          <span aria-hidden="true" data-testid="package-progress">
            {` ${t('unit.percent', { value: number(progress * 100) })}`}
          </span>
        )}
      </Hint>
      <Button size="compact-xs" variant="default" onClick={() => void stopPackage()}>
        {t('common.stop')}
      </Button>
    </Group>
  );
}
