import { List, Select, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api';
import { attempt } from '../../state/notify';
import { changeSettings } from '../../state/settings';
import type { CallOutput } from '../../../shared/ipc/contract';
import { providerSchema, type Settings } from '../../../shared/settings';

/** What the model runs on: what this computer has is tried, and what fails says why. */
export function ProviderSelect({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation();
  const [offered, setOffered] = useState<CallOutput<'providers.list'> | null>(null);
  useEffect(() => {
    void attempt(async () => setOffered(await call('providers.list', {})));
  }, []);
  const shown = providerSchema.options.filter(
    (value) =>
      value === 'auto' ||
      value === settings.provider ||
      offered?.some(({ provider }) => provider === value),
  );
  const refused = (offered ?? []).filter(({ refusal }) => refusal !== null);
  return (
    <Stack gap={6}>
      <Select
        label={t('settings.provider')}
        description={t('settings.providerText')}
        allowDeselect={false}
        value={settings.provider}
        data={shown.map((value) => ({
          value,
          label: t(`settings.providers.${value}`),
          disabled: refused.some(({ provider }) => provider === value),
        }))}
        onChange={(value) =>
          value && void changeSettings({ provider: providerSchema.parse(value) })
        }
      />
      {refused.length > 0 && (
        <div data-testid="providers-refused">
          <Text size="xs" c="dimmed">
            {t('settings.providersRefused')}
          </Text>
          <List size="xs" c="dimmed">
            {refused.map(({ provider, refusal }) => (
              <List.Item key={provider}>{asSentence(refusal ?? '')}</List.Item>
            ))}
          </List>
        </div>
      )}
    </Stack>
  );
}

/** The reasons are clauses of a sentence elsewhere; here each stands alone. */
const asSentence = (clause: string): string =>
  `${clause.charAt(0).toLocaleUpperCase()}${clause.slice(1)}.`;
