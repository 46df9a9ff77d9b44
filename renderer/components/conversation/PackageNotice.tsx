import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle, IconPackage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SmallButton } from '../small';
import { loadPackage, pickPackage } from '../../state/settings';
import { useStudio } from '../../state/studio';
import classes from './Conversation.module.css';

/** Says that the package is not loaded, or could not be, and what to do. */
export function PackageNotice() {
  const { t } = useTranslation();
  const status = useStudio((state) => state.status);
  const known = useStudio((state) => state.settings !== null);
  if (status.state === 'ready' || status.state === 'loading' || !known) return null;
  const again = (
    <Group gap="xs" mt="xs">
      <Button size="compact-sm" onClick={() => void loadPackage()}>
        {status.state === 'failed' ? t('package.retry') : t('package.load')}
      </Button>
      <SmallButton onClick={() => void pickPackage()}>{t('package.choose')}</SmallButton>
    </Group>
  );
  return (
    <div className={classes.notice} role="status" data-testid="package-notice">
      {status.state === 'failed' && (
        <Alert color="red" icon={<IconAlertTriangle />} title={t('package.failed')}>
          {status.error}
          {again}
        </Alert>
      )}
      {status.state === 'unfit' && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title={t('package.unfit')}>
          {status.error}
          <Group gap="xs" mt="xs">
            <Button size="compact-sm" onClick={() => void loadPackage()}>
              {t('package.retry')}
            </Button>
            <SmallButton onClick={() => void loadPackage(true)}>{t('package.anyway')}</SmallButton>
          </Group>
        </Alert>
      )}
      {status.state === 'idle' && (
        <Alert
          color="gray"
          icon={<IconPackage />}
          title={status.rested ? t('package.rested') : t('package.idle')}
        >
          {status.rested ? t('package.restedText') : t('package.idleText')}
          {again}
        </Alert>
      )}
    </div>
  );
}
