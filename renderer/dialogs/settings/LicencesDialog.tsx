import { Accordion, Center, Loader, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api';
import { Dialog } from '../../components/Dialog';
import { attempt } from '../../state/notify';
import classes from './Settings.module.css';
import type { CallOutput } from '../../../shared/ipc/contract';

type Licences = CallOutput<'about.licences'>;

/** What of others is in the program, and under which licence each part is given. */
export function LicencesDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [licences, setLicences] = useState<Licences | null>(null);
  const [sought, setSought] = useState('');
  useEffect(() => {
    void attempt(async () => setLicences(await call('about.licences', {})));
  }, []);
  const words = sought.trim().toLowerCase();
  const shown = licences?.filter(({ name, licence }) =>
    `${name} ${licence}`.toLowerCase().includes(words),
  );
  return (
    <Dialog title={t('licences.title')} size={720} onClose={onClose}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('licences.text')}
        </Text>
        <TextInput
          data-autofocus
          size="sm"
          aria-label={t('licences.find')}
          placeholder={t('licences.find')}
          leftSection={<IconSearch size={15} aria-hidden="true" />}
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
        />
        {!shown ? (
          <Center h={200}>
            <Loader size="sm" />
          </Center>
        ) : (
          <>
            <Text size="xs" c="dimmed" role="status">
              {t('licences.count', { count: shown.length })}
            </Text>
            <Accordion variant="default" chevronPosition="left" data-testid="licences">
              {shown.map(({ name, version, licence, text }) => (
                <Accordion.Item key={`${name}@${version}`} value={`${name}@${version}`}>
                  <Accordion.Control>
                    <span className={classes.licence}>
                      <span>
                        {name} <span className={classes.dimmed}>{version}</span>
                      </span>
                      <span className={classes.dimmed}>{licence}</span>
                    </span>
                  </Accordion.Control>
                  <Accordion.Panel>
                    <pre className={classes.licenceText}>{text || t('licences.noText')}</pre>
                  </Accordion.Panel>
                </Accordion.Item>
              ))}
            </Accordion>
          </>
        )}
      </Stack>
    </Dialog>
  );
}
