import {
  Alert,
  Button,
  Code,
  Input,
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
  /** A key that was made just now: only its hash is kept, so that it is never shown again. */
  const [key, setKey] = useState<string | null>(null);
  const { apiEnabled, apiPort, apiKeyHash } = settings;
  const look = useCallback(() => attempt(async () => setStatus(await call('api.status', {}))), []);
  useEffect(() => void look(), [look, apiEnabled, apiPort, apiKeyHash]);

  async function change(wanted: Partial<Settings>): Promise<void> {
    await changeSettings(wanted);
    await look();
  }

  async function renew(): Promise<void> {
    const renewed = await attempt(() => call('api.renewKey', {}));
    if (renewed) {
      useStudio.setState({ settings: renewed.settings });
      setKey(renewed.key);
    }
    await look();
  }

  async function turn(on: boolean): Promise<void> {
    if (on && apiKeyHash === null) await renew();
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
      {apiEnabled && apiKeyHash !== null && (
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
            {key === null ? (
              <Input.Wrapper label={t('api.key')} description={t('api.keyHidden')} />
            ) : (
              <TextInput
                readOnly
                label={t('api.key')}
                description={t('api.keyOnce')}
                data-testid="api-key"
                value={key}
                rightSection={<CopyButton text={() => key} label={t('api.copyKey')} />}
              />
            )}
            <Button mt={8} size="compact-sm" variant="default" onClick={() => void renew()}>
              {t('api.newKey')}
            </Button>
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
