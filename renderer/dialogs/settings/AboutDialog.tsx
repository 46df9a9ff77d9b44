import { Alert, Button, Center, Group, Loader, Stack, Table, Text, Title } from '@mantine/core';
import { IconFolderOpen, IconInfoCircle, IconLicense } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api';
import { Dialog } from '../../components/Dialog';
import { Mark } from '../../components/Mark';
import { attempt } from '../../state/notify';
import { openDialog } from '../../state/studio';
import type { CallOutput } from '../../../shared/ipc/contract';

/** Versions of the program and of what it is built on. */
export function AboutDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [about, setAbout] = useState<CallOutput<'about.get'> | null>(null);
  useEffect(() => {
    void attempt(async () => setAbout(await call('about.get', {})));
  }, []);
  return (
    <Dialog title={t('about.title')} size="md" onClose={onClose}>
      <Stack>
        <Group wrap="nowrap">
          <Mark size={44} />
          <div>
            <Title order={3}>{t('app.name')}</Title>
            <Text size="sm" c="dimmed">
              {t('about.text')}
            </Text>
          </div>
        </Group>
        {about ? (
          <>
            <Versions about={about} />
            {about.electronOrigin === 'fallback' && (
              <Alert color="yellow" icon={<IconInfoCircle />}>
                {t('about.fallback', { version: about.electron })}
              </Alert>
            )}
          </>
        ) : (
          <Center h={200}>
            <Loader size="sm" />
          </Center>
        )}
        <Group justify="flex-end">
          <Button
            variant="default"
            leftSection={<IconLicense size={16} />}
            data-testid="open-licences"
            onClick={() => openDialog({ kind: 'licences' })}
          >
            {t('licences.open')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconFolderOpen size={16} />}
            onClick={() => void attempt(() => call('folders.open', { which: 'logs' }))}
          >
            {t('about.logs')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function Versions({ about }: { readonly about: CallOutput<'about.get'> }) {
  const { t } = useTranslation();
  const rows = [
    'version',
    'electron',
    'chromium',
    'node',
    'onnxruntime',
    'sqlite',
    'dataFolder',
  ] as const;
  return (
    <Table fz="sm" verticalSpacing={4}>
      <Table.Tbody>
        {rows.map((name) => (
          <Table.Tr key={name}>
            <Table.Th fw={500} c="dimmed" w={130} style={{ verticalAlign: 'top' }}>
              {t(`about.${name}`)}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{about[name]}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
