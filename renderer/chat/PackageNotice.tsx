import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import { IconAlertTriangle, IconPackage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { loadPackage, pickPackage, stopPackage } from '../state/settings';
import { useStudio } from '../state/studio';
import classes from './ConversationPane.module.css';

/** Says that the package loads, is not loaded, or could not be; nothing once it is ready. */
export function PackageNotice() {
  const { t } = useTranslation();
  const status = useStudio((state) => state.status);
  const known = useStudio((state) => state.settings !== null);
  if (status.state === 'ready' || !known) return null;
  const again = (
    <Group gap="xs" mt="xs">
      <Button size="compact-sm" onClick={() => void loadPackage()}>
        {status.state === 'failed' ? t('package.retry') : t('package.load')}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => void pickPackage()}>
        {t('package.choose')}
      </Button>
    </Group>
  );
  return (
    <div className={classes.notice} role="status" data-testid="package-notice">
      {status.state === 'loading' && (
        <Group gap="sm" justify="center">
          <Loader size="xs" />
          <Text size="sm" c="dimmed">
            {t('package.loading')}
          </Text>
          <Button size="compact-xs" variant="default" onClick={() => void stopPackage()}>
            {t('common.stop')}
          </Button>
        </Group>
      )}
      {status.state === 'failed' && (
        <Alert color="red" icon={<IconAlertTriangle />} title={t('package.failed')}>
          {status.error}
          {again}
        </Alert>
      )}
      {status.state === 'idle' && (
        <Alert color="gray" icon={<IconPackage />} title={t('package.idle')}>
          {t('package.idleText')}
          {again}
        </Alert>
      )}
    </div>
  );
}
