import {
  IconCopy,
  IconDeviceFloppy,
  IconEyeSearch,
  IconMaximize,
  IconMessagePlus,
  IconPhotoEdit,
  IconWand,
  IconZoomCheck,
  IconZoomQuestion,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { focusComposer } from '../../state/focus';
import { IconButton } from '../../components/IconButton';
import { asAttachment, askAboutPicture } from '../../state/chat';
import { copyPicture, savePicture, saveStep } from '../../state/pictures';
import { openDialog } from '../../state/studio';
import { editPicture, openInZoom, openStep } from '../../state/goTo';
import { thoughtOf, usePhrase } from '../../state/thought';
import classes from './Picture.module.css';
import type { ImagePart, Message } from '../../../shared/message';

interface Properties {
  readonly part: ImagePart;
  readonly image: string;
  readonly index: number;
  readonly message: Message;
  readonly label: string;
  readonly small: boolean;
}

const ICON = 16;
/** What can be done with one picture. */
export function PictureActions({ part, image, index, message, label, small }: Properties) {
  const { t } = useTranslation();
  const place = { messageId: message.id, part: index };
  const phrase = usePhrase();
  const drawn = part.rendering !== null && message.finish !== 'running';
  const thought = message.finish !== 'running' && thoughtOf(message, phrase)?.part === index;
  const [taken] = asAttachment(part);
  return (
    <div className={classes.actions} role="toolbar" aria-label={t('picture.actions')}>
      {!small && (
        <IconButton
          size="sm"
          label={t('picture.open')}
          icon={<IconMaximize size={ICON} />}
          data-testid="picture-open"
          onClick={() => openDialog({ kind: 'picture', image, label })}
        />
      )}
      <IconButton
        size="sm"
        label={t('picture.save')}
        icon={<IconDeviceFloppy size={ICON} />}
        onClick={() =>
          void (drawn ? saveStep({ place, history: true, original: false }) : savePicture(image))
        }
      />
      <IconButton
        size="sm"
        label={t('picture.copy')}
        icon={<IconCopy size={ICON} />}
        onClick={() => void copyPicture(image)}
      />
      {drawn && (
        <>
          <IconButton
            size="sm"
            label={t('picture.decode')}
            icon={<IconWand size={ICON} />}
            data-testid="picture-decode"
            onClick={() => openDialog({ kind: 'decode', ...place })}
          />
          <IconButton
            size="sm"
            label={t('picture.readBack')}
            icon={<IconEyeSearch size={ICON} />}
            onClick={() => openDialog({ kind: 'readBack', ...place })}
          />
        </>
      )}
      {thought && (
        <IconButton
          size="sm"
          label={t('zoomView.check')}
          icon={<IconZoomCheck size={ICON} />}
          data-testid="picture-thought"
          onClick={() => openDialog({ kind: 'thought', messageId: message.id })}
        />
      )}
      {!small && drawn && (
        <IconButton
          size="sm"
          label={t('picture.edit')}
          icon={<IconPhotoEdit size={ICON} />}
          onClick={() => void openStep(message.conversationId, place)}
        />
      )}
      {small && taken && (
        <>
          <IconButton
            size="sm"
            label={t('picture.edit')}
            icon={<IconPhotoEdit size={ICON} />}
            onClick={() => void editPicture(taken)}
          />
          <IconButton
            size="sm"
            label={t('picture.lookCloser')}
            icon={<IconZoomQuestion size={ICON} />}
            onClick={() => void openInZoom(taken)}
          />
        </>
      )}
      <IconButton
        size="sm"
        label={t('picture.useNext')}
        icon={<IconMessagePlus size={ICON} />}
        onClick={() => {
          askAboutPicture(part);
          focusComposer();
        }}
      />
    </div>
  );
}
