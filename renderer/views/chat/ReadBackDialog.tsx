import { Alert, Button, Group, Loader, SimpleGrid, Stack, Text } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint, SmallHint } from '../../components/small';
import { call, errorMessage } from '../../api';
import { Dialog } from '../../components/Dialog';
import { useStudio } from '../../state/studio';
import classes from './Variants.module.css';
import { type CallOutput, imageUrl } from '../../../shared/ipc/contract';

interface Properties {
  readonly messageId: string;
  readonly part: number;
  readonly onClose: () => void;
}

type Outcome =
  | { readonly state: 'reading' }
  | { readonly state: 'read'; readonly value: CallOutput<'pictures.readBack'> }
  | { readonly state: 'failed'; readonly error: string };

/** The model is shown its own picture: what it sees stands beside what was asked. */
export function ReadBackDialog({ messageId, part, onClose }: Properties) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome>({ state: 'reading' });
  const image = useStudio(({ view }) => {
    const found = view?.messages.find((message) => message.id === messageId)?.parts[part];
    return found?.type === 'image' ? found.image : null;
  });
  const read = useCallback(async () => {
    try {
      setOutcome({ state: 'read', value: await call('pictures.readBack', { messageId, part }) });
    } catch (error) {
      setOutcome({ state: 'failed', error: errorMessage(error) });
    }
  }, [messageId, part]);
  useEffect(() => void read(), [read]);

  return (
    <Dialog title={t('readBack.title')} size="xl" onClose={onClose}>
      <Stack>
        <Hint>{t('readBack.text')}</Hint>
        <div className={classes.readBack}>
          {image && (
            <img className={classes.readPicture} src={imageUrl(image)} alt={t('picture.drawn')} />
          )}
          <div className={classes.readWords} aria-live="polite">
            {outcome.state === 'reading' && (
              <Group gap="sm">
                <Loader size="sm" />
                <Text size="sm">{t('readBack.reading')}</Text>
              </Group>
            )}
            {outcome.state === 'failed' && (
              <Alert color="red" title={t('readBack.failed')}>
                {outcome.error}
                <div>
                  <Button
                    size="compact-sm"
                    mt="xs"
                    onClick={() => {
                      setOutcome({ state: 'reading' });
                      void read();
                    }}
                  >
                    {t('common.again')}
                  </Button>
                </div>
              </Alert>
            )}
            {outcome.state === 'read' && (
              <SimpleGrid cols={{ base: 1, sm: 2 }} data-testid="read-back">
                <Said title={t('readBack.asked')} words={outcome.value.asked} />
                <Said title={t('readBack.seen')} words={outcome.value.seen} />
              </SimpleGrid>
            )}
          </div>
        </div>
      </Stack>
    </Dialog>
  );
}

function Said({ title, words }: { readonly title: string; readonly words: string }) {
  return (
    <section className={classes.said}>
      <SmallHint fw={600} mb={4}>
        {title}
      </SmallHint>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {words}
      </Text>
    </section>
  );
}
