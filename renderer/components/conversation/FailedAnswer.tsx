import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { shortened } from '../shortened';

interface Properties {
  readonly error: string | null;
  /** Asks again; absent where that is done elsewhere. */
  readonly onAgain?: () => void;
}

/** Why there is no answer, and the way to another one. */
export function FailedAnswer({ error, onAgain }: Properties) {
  const { t } = useTranslation();
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={t('answer.failed')}>
      {shortened(error ?? t('error.unexpected'))}
      {onAgain && (
        <div>
          <Button size="compact-sm" mt="xs" onClick={onAgain}>
            {t('answer.again')}
          </Button>
        </div>
      )}
    </Alert>
  );
}
