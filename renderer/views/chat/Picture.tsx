import { Progress, Skeleton, Text } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dragOut } from '../../state/dragOut';
import { PreviewCanvas } from '../../components/PreviewCanvas';
import { shortened } from '../../components/shortened';
import { openDialog, useManifest, useStudio } from '../../state/studio';
import { previewKey, type Preview } from '../../state/view';
import classes from './Picture.module.css';
import { PictureActions } from './PictureActions';
import { imageUrl } from '../../../shared/ipc/contract';
import type { PartRef } from '../../../shared/attachment';
import { isLost, type ImagePart, type Message } from '../../../shared/message';

interface Properties {
  readonly part: ImagePart;
  readonly index: number;
  readonly message: Message;
  /** As in a question: a small one whose buttons show under the pointer. */
  readonly small?: boolean;
}

/** A picture of a message: its place is kept while it is drawn, so that nothing jumps. */
export function Picture({ part, index, message, small = false }: Properties) {
  const { t } = useTranslation();
  const preview = useStudio((state) => state.view?.previews[previewKey(message.id, index)]);
  const side = useManifest()?.picture.outputSize;
  const ratio = part.width > 0 && part.height > 0 ? part.width / part.height : 1;
  const label = part.rendering?.instruction
    ? t('picture.drawnFor', { instruction: shortened(part.rendering.instruction) })
    : small
      ? t('picture.given', { number: index + 1 })
      : t('picture.drawn');
  const natural = part.width || side || 256;
  return (
    <figure
      className={classes.figure}
      data-small={small || undefined}
      data-testid="picture"
      data-image={part.image}
    >
      <div
        className={classes.frame}
        style={{
          aspectRatio: ratio,
          width: small ? Math.min(220, 150 * ratio) : Math.min(384, Math.max(256, natural)),
        }}
      >
        {part.image !== null ? (
          <Drawn
            key={part.image}
            image={part.image}
            label={label}
            preview={preview}
            place={
              part.rendering !== null && message.finish !== 'running'
                ? { messageId: message.id, part: index }
                : undefined
            }
          />
        ) : isLost(part) ? (
          <Missing words={t('picture.lost')} />
        ) : (
          <Undrawn running={message.finish === 'running'} preview={preview} />
        )}
      </div>
      {part.image !== null && (
        <PictureActions
          part={part}
          image={part.image}
          index={index}
          message={message}
          label={label}
          small={small}
        />
      )}
    </figure>
  );
}

interface DrawnProperties {
  readonly image: string;
  readonly label: string;
  readonly preview: Preview | undefined;
  /** Where it was drawn, if it was. */
  readonly place: PartRef | undefined;
}

/** The final picture, over its last preview until its file has been read. */
function Drawn({ image, label, preview, place }: DrawnProperties) {
  const { t } = useTranslation();
  const [state, setState] = useState<'reading' | 'read' | 'failed'>('reading');
  if (state === 'failed') return <Missing words={t('picture.missing')} />;
  return (
    <button
      type="button"
      className={classes.open}
      aria-label={t('picture.openNamed', { label })}
      draggable
      onDragStart={(event) =>
        void dragOut(event, { kind: 'picture', image, ...(place ? { place } : {}) })
      }
      onClick={() => openDialog({ kind: 'picture', image, label })}
    >
      {state === 'reading' && preview && (
        <PreviewCanvas png={preview.png} className={classes.layer} />
      )}
      <img
        className={classes.layer}
        src={imageUrl(image)}
        alt={label}
        draggable={false}
        onLoad={() => setState('read')}
        onError={() => setState('failed')}
      />
    </button>
  );
}

function Undrawn({
  running,
  preview,
}: {
  readonly running: boolean;
  readonly preview: Preview | undefined;
}) {
  const { t } = useTranslation();
  if (!running && !preview) return <Missing words={t('picture.stopped')} />;
  const words = preview
    ? t('picture.step', { step: preview.step, steps: preview.steps })
    : t('picture.imagining');
  return (
    <div className={classes.layer} role="img" aria-label={words}>
      {preview ? (
        <PreviewCanvas png={preview.png} className={classes.layer} />
      ) : (
        <Skeleton className={classes.layer} radius={0} />
      )}
      {running && (
        <div className={classes.progress}>
          <Text size="xs">{words}</Text>
          <Progress
            size={3}
            value={preview ? (preview.step / preview.steps) * 100 : 0}
            aria-label={words}
          />
        </div>
      )}
    </div>
  );
}

function Missing({ words }: { readonly words: string }) {
  return (
    <div className={classes.missing}>
      <IconPhotoOff size={28} stroke={1.5} aria-hidden="true" />
      <Text size="sm">{words}</Text>
    </div>
  );
}
