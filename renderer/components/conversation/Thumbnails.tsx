import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './PromptField.module.css';
import { thumbnailUrl } from '../../../shared/ipc/contract';
import type { Attachment } from '../../../shared/attachment';

interface Properties {
  readonly images: readonly Attachment[];
  /** How many more are on their way. */
  readonly uploading?: number;
  readonly onRemove: (image: string) => void;
}

/** Pictures of a question that is being written; each can be taken out. */
export function Thumbnails({ images, uploading = 0, onRemove }: Properties) {
  const { t } = useTranslation();
  if (images.length === 0 && uploading === 0) return null;
  return (
    <ul className={classes.thumbnails} style={{ listStyle: 'none', margin: 0 }}>
      {images.map(({ image, width, height, note }, index) => (
        <li key={image} className={classes.thumbnail} data-testid="composer-picture">
          <Tooltip label={`${t('composer.size', { width, height })}${note ? ` · ${note}` : ''}`}>
            <img
              className={classes.thumbnailPicture}
              src={thumbnailUrl(image)}
              alt={t('composer.picture', { number: index + 1 })}
              draggable={false}
            />
          </Tooltip>
          <ActionIcon
            className={classes.remove}
            size={20}
            radius="xl"
            variant="default"
            aria-label={t('composer.remove', { number: index + 1 })}
            onClick={() => onRemove(image)}
          >
            <IconX size={12} />
          </ActionIcon>
        </li>
      ))}
      {Array.from({ length: uploading }, (_, index) => (
        <li key={index} className={`${classes.thumbnail} ${classes.thumbnailWait}`}>
          <Loader size="xs" aria-label={t('composer.taking')} />
        </li>
      ))}
    </ul>
  );
}
