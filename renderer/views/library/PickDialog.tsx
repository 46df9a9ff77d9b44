import { Button, Group, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/Dialog';
import { shortened } from '../../components/shortened';
import { attempt } from '../../state/notify';
import classes from './Library.module.css';
import { useLibrary } from './useLibrary';
import type { LibraryPicture } from '../../../shared/ipc/library';
import { imageUrl } from '../../../shared/ipc/contract';

/** A kept picture as a file, as if it had been dropped. */
async function fileOf({ image }: LibraryPicture): Promise<File> {
  const blob = await (await fetch(imageUrl(image))).blob();
  return new File([blob], image, { type: blob.type });
}

/** The library as a dialog: the pictures picked are taken into the view on the screen. */
export function PickDialog({
  onTake,
  onClose,
}: {
  readonly onTake: (files: readonly File[]) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [picked, setPicked] = useState<readonly LibraryPicture[]>([]);
  const { pictures, total, more } = useLibrary({ origin: null, packageName: null, words });
  const isPicked = ({ image }: LibraryPicture): boolean =>
    picked.some((picture) => picture.image === image);

  async function take(): Promise<void> {
    onClose();
    const files = await attempt(() => Promise.all(picked.map(fileOf)));
    if (files) onTake(files);
  }

  return (
    <Dialog title={t('library.pick')} size="xl" onClose={onClose}>
      <TextInput
        size="sm"
        data-autofocus
        aria-label={t('library.words')}
        placeholder={t('library.words')}
        leftSection={<IconSearch size={15} />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {pictures?.length === 0 && (
        <Text c="dimmed" ta="center" py="xl">
          {words ? t('library.nothing') : t('library.empty')}
        </Text>
      )}
      <div className={classes.choice} role="group" aria-label={t('library.pick')}>
        {(pictures ?? []).map((picture) => {
          const { instruction, title } = picture;
          const caption = shortened(instruction || title || t('conversation.untitled'));
          return (
            <UnstyledButton
              key={picture.image}
              className={classes.chosen}
              aria-pressed={isPicked(picture)}
              aria-label={caption}
              title={caption}
              data-testid="library-choice"
              onClick={() =>
                setPicked(
                  isPicked(picture)
                    ? picked.filter(({ image }) => image !== picture.image)
                    : [...picked, picture],
                )
              }
            >
              <img src={imageUrl(picture.image)} alt={''} loading="lazy" draggable={false} />
            </UnstyledButton>
          );
        })}
      </div>
      <Group justify="space-between">
        {pictures && total !== null && pictures.length < total ? (
          <Button variant="subtle" onClick={more}>
            {t('library.more')}
          </Button>
        ) : (
          <span />
        )}
        <Button
          disabled={picked.length === 0}
          data-testid="library-take"
          onClick={() => void take()}
        >
          {t('library.take', { count: picked.length })}
        </Button>
      </Group>
    </Dialog>
  );
}
