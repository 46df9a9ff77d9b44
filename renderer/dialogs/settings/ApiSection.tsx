import {
  Alert,
  Button,
  Code,
  Group,
  NumberInput,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api';
import { CopyButton } from '../../components/CopyButton';
import { attempt } from '../../state/notify';
import { changeSettings } from '../../state/settings';
import { useStudio } from '../../state/studio';
import type { ApiStatus } from '../../../shared/ipc/program';
import type { Settings } from '../../../shared/settings';

/** The server for other programs of this computer: off until it is wanted. */
export function ApiSection({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation();
  const [status, setStatus] = useState<ApiStatus | null>(null);
  const [shown, setShown] = useState(false);
  const { apiEnabled, apiPort, apiKey } = settings;
  const look = useCallback(() => attempt(async () => setStatus(await call('api.status', {}))), []);
  useEffect(() => void look(), [look, apiEnabled, apiPort, apiKey]);

  async function change(wanted: Partial<Settings>): Promise<void> {
    await changeSettings(wanted);
    await look();
  }

  async function renew(): Promise<void> {
    const renewed = await attempt(() => call('api.renewKey', {}));
    if (renewed) useStudio.setState({ settings: renewed });
    await look();
  }

  async function turn(on: boolean): Promise<void> {
    if (on && apiKey === null) await renew();
    await change({ apiEnabled: on });
  }

  return (
    <Stack gap="lg">
      <Switch
        data-testid="api-switch"
        label={t('api.enable')}
        description={t('api.enableText')}
        checked={apiEnabled}
        onChange={(event) => void turn(event.currentTarget.checked)}
      />
      <NumberInput
        key={apiPort}
        w={180}
        label={t('api.port')}
        defaultValue={apiPort}
        min={1024}
        max={65535}
        allowDecimal={false}
        thousandSeparator=""
        hideControls
        onBlur={(event) => {
          const port = Math.min(
            65535,
            Math.max(1024, Number.parseInt(event.currentTarget.value, 10) || apiPort),
          );
          if (port !== apiPort) void change({ apiPort: port });
        }}
      />
      {status?.error && <Alert color="red">{status.error}</Alert>}
      {apiEnabled && apiKey !== null && (
        <>
          {status?.address && (
            <TextInput
              readOnly
              label={t('api.address')}
              data-testid="api-address"
              value={status.address}
              rightSection={
                <CopyButton text={() => status.address ?? ''} label={t('api.copyAddress')} />
              }
            />
          )}
          <div>
            <TextInput
              readOnly
              type={shown ? 'text' : 'password'}
              label={t('api.key')}
              description={t('api.keyText')}
              data-testid="api-key"
              value={apiKey}
              rightSection={<CopyButton text={() => apiKey} label={t('api.copyKey')} />}
            />
            <Group gap="xs" mt={8}>
              <Button size="compact-sm" variant="default" onClick={() => setShown(!shown)}>
                {shown ? t('api.hideKey') : t('api.showKey')}
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => void renew()}>
                {t('api.newKey')}
              </Button>
            </Group>
          </div>
          {status?.address && (
            <div>
              <Text size="sm" fw={500}>
                {t('api.example')}
              </Text>
              <Code block mt={6} fz="xs">
                {exampleFor(status.address)}
              </Code>
            </div>
          )}
        </>
      )}
    </Stack>
  );
}

/** What another program would write; code, the same in every language. */
const exampleFor = (address: string): string =>
  [
    `curl ${address}/chat/completions \\`,
    '  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\',
    `  -d '{"messages": [{"role": "user", "content": "Generate an image of a butterfly."}]}'`,
  ].join('\n');
