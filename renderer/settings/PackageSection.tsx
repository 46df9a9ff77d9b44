import { Alert, Button, Group, Input, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { providerSchema, type Settings } from '../../shared/contract';
import { changeSettings, loadPackage, pickPackage, stopPackage } from '../state/settings';
import { useStudio } from '../state/studio';
import classes from './Settings.module.css';

/** Which package answers, and on what. */
export function PackageSection({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation();
  const status = useStudio((state) => state.status);
  return (
    <Stack gap="lg">
      <Input.Wrapper
        label={t('settings.folder')}
        labelElement="div"
        description={t('settings.folderText')}
      >
        <Stack gap="xs" mt={8}>
          <div className={classes.path}>{settings.packageFolder ?? t('settings.embedded')}</div>
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => void pickPackage()}>
              {t('package.choose')}
            </Button>
            {settings.packageFolder !== null && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => void changeSettings({ packageFolder: null })}
              >
                {t('settings.useEmbedded')}
              </Button>
            )}
            {status.state === 'loading' ? (
              <Button size="compact-sm" variant="default" onClick={() => void stopPackage()}>
                {t('common.stop')}
              </Button>
            ) : (
              <Button size="compact-sm" variant="default" onClick={() => void loadPackage()}>
                {status.state === 'ready' ? t('settings.reload') : t('package.load')}
              </Button>
            )}
          </Group>
        </Stack>
      </Input.Wrapper>
      <State />
      <Select
        label={t('settings.provider')}
        description={t('settings.providerText')}
        allowDeselect={false}
        value={settings.provider}
        data={providerSchema.options.map((value) => ({
          value,
          label: t(`settings.providers.${value}`),
        }))}
        onChange={(value) =>
          value && void changeSettings({ provider: providerSchema.parse(value) })
        }
      />
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
    </Stack>
  );
}

function State() {
  const { t } = useTranslation();
  const status = useStudio((state) => state.status);
  if (status.state === 'failed') return <Alert color="red">{status.error}</Alert>;
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
