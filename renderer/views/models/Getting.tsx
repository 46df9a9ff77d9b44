import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useReducer } from 'react';
import { useTranslation } from 'react-i18next';
import { megabytes, number } from '../../i18n';
import {
  dismissModels,
  getModel,
  stopGetting,
  timeLeft,
  useModels,
} from '../../state/models';
import { answerWith, usePackages } from '../../state/packages';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The model that is being got: how far it is, how it ended, what can be done with it. */
export function Getting() {
  const status = useModels((state) => state.status);
  if (status?.getting) return <Running />;
  if (status?.failed) return <Failed failed={status.failed} />;
  if (status?.added) return <Added added={status.added} />;
  return null;
}

type Status = NonNullable<ReturnType<typeof useModels.getState>['status']>;

function Running() {
  const { t } = useTranslation();
  const status = useModels((state) => state.status);
  const since = useModels((state) => state.since);
  // The time that is left also changes while nothing comes.
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, SECOND);
    return () => clearInterval(timer);
  }, []);
  const getting = status?.getting;
  if (!getting) return null;
  const { name, stage, done, total } = getting;
  const left = timeLeft({ status, since });
  return (
    <Alert color="blue" title={t(`models.stage.${stage}`, { name })} data-testid="models-getting">
      <Stack gap={6}>
        <Progress
          value={total > 0 ? (done / total) * 100 : 100}
          animated={total === 0}
          aria-label={t('models.progress')}
        />
        <Group justify="space-between" wrap="nowrap">
          <Text size="xs" c="dimmed">
            {total > 0 && t('models.bytes', { done: megabytes(done), total: megabytes(total) })}
            {left !== null && <TimeLeft left={left} />}
          </Text>
          <Button size="compact-xs" variant="default" onClick={() => void stopGetting()}>
            {t('common.stop')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

/** Time that is left in milliseconds, as a person says it. */
function TimeLeft({ left }: { readonly left: number }) {
  const { t } = useTranslation();
  if (left < MINUTE) {
    return <> · {t('models.secondsLeft', { count: Math.ceil(left / SECOND) })}</>;
  }
  const count = Math.round(left / MINUTE);
  return <> · {t('models.minutesLeft', { count, value: number(count) })}</>;
}

function Failed({ failed }: { readonly failed: NonNullable<Status['failed']> }) {
  const { t } = useTranslation();
  const { from, bits, error, goesOn } = failed;
  return (
    <Alert color={goesOn ? 'yellow' : 'red'} title={from} data-testid="models-failed">
      <Text size="sm">{error}</Text>
      <Group gap="xs" mt={8}>
        <Button size="compact-xs" onClick={() => void getModel(from, bits)}>
          {goesOn ? t('models.goOn') : t('models.again')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => void dismissModels()}>
          {t('common.close')}
        </Button>
      </Group>
    </Alert>
  );
}

function Added({ added }: { readonly added: NonNullable<Status['added']> }) {
  const { t } = useTranslation();
  const card = usePackages(({ cards }) => cards?.find(({ choice }) => choice === added.choice));
  return (
    <Alert color="green" title={t('models.added', { name: added.name })} data-testid="models-added">
      <Group gap="xs">
        {card && (
          <Button
            size="compact-xs"
            onClick={() => {
              void answerWith(card);
              void dismissModels();
            }}
          >
            {t('models.answerWith')}
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={() => void dismissModels()}>
          {t('common.close')}
        </Button>
      </Group>
    </Alert>
  );
}
