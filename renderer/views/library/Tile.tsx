import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { IconPhoto, IconPhotoSearch, IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { dragOut } from '../../state/dragOut';
import { shortened } from '../../components/shortened';
import { number } from '../../i18n';
import { goTo } from '../../state/goTo';
import classes from './Library.module.css';
import type { LibraryPicture } from '../../../shared/ipc/library';
import { thumbnailUrl } from '../../../shared/ipc/contract';

interface Properties {
  readonly picture: LibraryPicture & { readonly similarity?: number };
  readonly findSimilar: (picture: LibraryPicture) => void;
}

/** A picture of the library: opens its conversation, and finds pictures that are like it. */
export function Tile({ picture, findSimilar }: Properties) {
  const { t } = useTranslation();
  const { image, origin, instruction, title, conversationId, messageId, similarity } = picture;
  const Sign = origin === 'drawn' ? IconSparkles : IconPhoto;
  const caption = shortened(instruction || title || t('conversation.untitled'));
  return (
    <div className={classes.cell}>
      <UnstyledButton
        className={classes.tile}
        data-testid="library-picture"
        aria-label={t('library.open', { caption, title: title || t('conversation.untitled') })}
        draggable
        onDragStart={(event) => void dragOut(event, { kind: 'picture', image })}
        onClick={() => void goTo(conversationId, messageId)}
      >
        <img
          className={classes.picture}
          src={thumbnailUrl(image)}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
        />
        <span className={classes.caption}>
          <Sign size={13} aria-hidden="true" />
          <bdi>{caption}</bdi>
          {similarity !== undefined && (
            <span className={classes.similarity}>
              {t('library.similarity', { share: number(similarity * 100) })}
            </span>
          )}
        </span>
      </UnstyledButton>
      <Tooltip label={t('library.findLike')}>
        <ActionIcon
          className={classes.similarTo}
          variant="default"
          data-testid="library-like"
          aria-label={t('library.findLikeOf', { caption })}
          onClick={() => findSimilar(picture)}
        >
          <IconPhotoSearch size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
