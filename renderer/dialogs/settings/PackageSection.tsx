import { Alert, Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeSettings, loadPackage, stopPackage } from '../../state/settings';
import { useStudio } from '../../state/studio';
import { PackageList } from './PackageList';
import { ProviderSelect } from './ProviderSelect';
import type { Settings } from '../../../shared/settings';

/** Which package answers, and on what. */
export function PackageSection({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation();
  return (
    <Stack gap="lg">
      <PackageList settings={settings} />
      <State />
      <ProviderSelect settings={settings} />
      <NumberInput
        key={settings.threads}
        label={t('settings.threads')}
        description={t('settings.threadsText')}
        defaultValue={settings.threads}
        min={0}
        max={256}
        allowDecimal={false}
        onBlur={(event) => {
          const threads = Math.min(
            256,
            Math.max(0, Number.parseInt(event.currentTarget.value, 10) || 0),
          );
          if (threads !== settings.threads) void changeSettings({ threads });
        }}
      />
      <NumberInput
        key={`unload-${settings.unloadAfter}`}
        label={t('settings.unloadAfter')}
        description={t('settings.unloadAfterText')}
        defaultValue={settings.unloadAfter}
        min={0}
        max={1440}
        allowDecimal={false}
        onBlur={(event) => {
          const given = Number.parseInt(event.currentTarget.value, 10) || 0;
          const unloadAfter = Math.min(1440, Math.max(0, given));
          if (unloadAfter !== settings.unloadAfter) void changeSettings({ unloadAfter });
        }}
      />
    </Stack>
  );
}

/** What is loaded now, and the button that changes it. */
function State() {
  const { t } = useTranslation();
  const status = useStudio((state) => state.status);
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start" justify="space-between">
      <Words />
      {status.state === 'loading' ? (
        <Button
          size="compact-sm"
          variant="default"
          style={{ flexShrink: 0 }}
          onClick={() => void stopPackage()}
        >
          {t('common.stop')}
        </Button>
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          style={{ flexShrink: 0 }}
          onClick={() => void loadPackage()}
        >
          {status.state === 'ready' ? t('settings.reload') : t('package.load')}
        </Button>
      )}
    </Group>
  );
}

function Words() {
  const { t } = useTranslation();
  const status = useStudio((state) => state.status);
  if (status.state === 'failed') return <Alert color="red">{status.error}</Alert>;
  if (status.state === 'unfit') return <Alert color="yellow">{status.error}</Alert>;
  if (status.state !== 'ready') {
    return (
      <Text size="sm" c="dimmed">
        {status.state === 'loading' ? t('package.loading') : t('package.idle')}
      </Text>
    );
  }
  const { manifest, provider, providerReason } = status;
  return (
    <Text size="sm" c="dimmed">
      {t('settings.used', {
        name: manifest.name,
        version: manifest.version,
        provider: provider.toUpperCase(),
      })}{' '}
      {providerReason}
    </Text>
  );
}
