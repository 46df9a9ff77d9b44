import { Button, Group, List, Modal, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../components/small';
import { call } from '../../api';
import { Mark } from '../../components/Mark';
import { attempt } from '../../state/notify';
import { changeSettings } from '../../state/settings';
import { useManifest, useStudio } from '../../state/studio';
import classes from './FirstStart.module.css';

const finish = (): void => void changeSettings({ welcomed: true });

/** The first start in two screens: what this is; what the model can do, and where the data lies. */
export function FirstStart() {
  const { t } = useTranslation();
  const settings = useStudio((state) => state.settings);
  const [second, setSecond] = useState(false);
  if (!settings || settings.welcomed) return null;
  const title = second ? t('firstStart.model') : t('firstStart.title');
  return (
    <Modal.Root
      opened
      onClose={finish}
      closeOnClickOutside={false}
      size={680}
      padding={36}
      centered
      returnFocus={false}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <Stack gap="lg" className={classes.screen} data-testid="first-start">
            <Group gap="md" wrap="nowrap">
              <Mark size={44} />
              <div>
                <Title order={2}>{title}</Title>
                <Hint>{t('firstStart.place', { place: second ? 2 : 1 })}</Hint>
              </div>
            </Group>
            {second ? <Second /> : <First />}
            <Group justify="space-between" mt="auto" className={classes.foot}>
              {second ? (
                <Button variant="subtle" color="gray" onClick={() => setSecond(false)}>
                  {t('firstStart.back')}
                </Button>
              ) : (
                <Button variant="subtle" color="gray" onClick={finish}>
                  {t('firstStart.skip')}
                </Button>
              )}
              {second ? (
                <Button key="done" autoFocus data-testid="first-start-done" onClick={finish}>
                  {t('firstStart.begin')}
                </Button>
              ) : (
                <Button
                  key="next"
                  data-autofocus
                  data-testid="first-start-next"
                  onClick={() => setSecond(true)}
                >
                  {t('firstStart.next')}
                </Button>
              )}
            </Group>
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** What this is. */
function First() {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Text>{t('firstStart.what')}</Text>
      <List spacing="xs">
        <List.Item>{t('firstStart.chat')}</List.Item>
        <List.Item>{t('firstStart.views')}</List.Item>
        <List.Item>{t('firstStart.kept')}</List.Item>
      </List>
      <Text c="dimmed">{t('firstStart.local')}</Text>
    </Stack>
  );
}

/** What the model can and cannot do, in the package's own words, and where the data lies. */
function Second() {
  const { t } = useTranslation();
  const status = useStudio((state) => state.status);
  const manifest = useManifest();
  const [folder, setFolder] = useState('');
  useEffect(() => {
    void attempt(async () => setFolder((await call('about.get', {})).dataFolder));
  }, []);
  return (
    <Stack gap="md">
      <Text>{t('firstStart.small')}</Text>
      {manifest ? (
        <>
          <div>
            <Text fw={600} size="sm">
              {t('firstStart.can', { name: manifest.name })}
            </Text>
            <Text size="sm">
              {manifest.prompts.tasks
                .filter(({ examples }) => examples.length > 0)
                .map(({ id }) => t(`task.${id}`))
                .join(' · ')}
            </Text>
          </div>
          <div className={classes.limits}>
            <Text fw={600} size="sm">
              {t('firstStart.cannot')}
            </Text>
            <Text size="sm">{manifest.trainingCard.limits}</Text>
          </div>
        </>
      ) : (
        <Hint role="status">
          {status.state === 'failed' ? status.error : t('firstStart.loading')}
        </Hint>
      )}
      <div>
        <Text fw={600} size="sm">
          {t('firstStart.data')}
        </Text>
        <Text size="sm">{t('firstStart.dataText')}</Text>
        <div className={classes.path}>{folder}</div>
      </div>
    </Stack>
  );
}
