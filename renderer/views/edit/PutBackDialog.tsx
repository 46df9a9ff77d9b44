import { Alert, Button, Center, Group, Loader, Stack } from '@mantine/core';
import { IconDeviceFloppy, IconEraser } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../components/small';
import { call, errorMessage } from '../../api';
import { Dialog } from '../../components/Dialog';
import { ZoomPane } from '../../components/ZoomPane';
import { number } from '../../i18n';
import { saveStep } from '../../state/pictures';
import { imageUrl } from '../../../shared/ipc/contract';
import type { PartRef, Attachment } from '../../../shared/attachment';

/** Height in pixels of the row that saves, with the room above it. */
const SAVE_HEIGHT = 44;

interface Properties extends PartRef {
  readonly onClose: () => void;
}

/** A result at the size of the picture that it was made from, before it is saved. */
export function PutBackDialog({ messageId, part, onClose }: Properties) {
  const { t } = useTranslation();
  const [picture, setPicture] = useState<Attachment | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    call('pictures.putBack', { messageId, part }).then(
      (made) => current && setPicture(made),
      (thrown: unknown) => current && setError(errorMessage(thrown)),
    );
    return () => {
      current = false;
    };
  }, [messageId, part]);
  const save = async (history: boolean): Promise<void> => {
    if (await saveStep({ place: { messageId, part }, history, original: true })) onClose();
  };
  return (
    <Dialog title={t('edit.putBackTitle')} size="100%" onClose={onClose}>
      {error && <Alert color="red">{error}</Alert>}
      {!picture && !error && (
        <Center h={300}>
          <Loader size="sm" aria-label={t('edit.puttingBack')} />
        </Center>
      )}
      {picture && (
        <Stack gap="xs">
          <ZoomPane
            src={imageUrl(picture.image)}
            alt={t('edit.putBackTitle')}
            below={SAVE_HEIGHT}
          />
          <Group justify="space-between">
            <Hint>
              {t('edit.putBackText', {
                width: number(picture.width),
                height: number(picture.height),
              })}
            </Hint>
            <Group gap="xs">
              <Button
                size="compact-md"
                variant="default"
                leftSection={<IconEraser size={16} />}
                onClick={() => void save(false)}
              >
                {t('edit.saveBare')}
              </Button>
              <Button
                size="compact-md"
                leftSection={<IconDeviceFloppy size={16} />}
                onClick={() => void save(true)}
              >
                {t('edit.saveHistory')}
              </Button>
            </Group>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}
