import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Hint, SmallHint } from '../../components/small';
import { PreviewCanvas } from '../../components/PreviewCanvas';
import { useStudio } from '../../state/studio';
import { previewKey } from '../../state/view';
import classes from './Zoom.module.css';
import { imageUrl } from '../../../shared/ipc/contract';
import type { PartRef } from '../../../shared/attachment';
import type { Message } from '../../../shared/message';

interface Properties {
  readonly thought: Message | undefined;
  readonly imagined: PartRef | null;
}

/** What the model drew to look closer, or that it drew nothing. */
export function ImaginedZoom({ thought, imagined }: Properties) {
  const { t } = useTranslation();
  const preview = useStudio(
    ({ view }) => imagined && view?.previews[previewKey(imagined.messageId, imagined.part)],
  );
  const found = imagined && thought?.parts[imagined.part];
  const image = found?.type === 'image' ? found.image : null;
  const label = t('zoomView.imagined');
  const running = thought?.finish === 'running';
  return (
    <figure className={classes.zoomed} data-testid="zoom-imagined">
      <figcaption className={classes.caption}>{label}</figcaption>
      <div className={classes.zoomPicture}>
        {image && <img className={classes.fill} src={imageUrl(image)} alt={label} />}
        {!image && preview && <PreviewCanvas png={preview.png} className={classes.fill} />}
        {!image && !preview && running && <Skeleton className={classes.fill} radius={0} />}
        {!image && !preview && !running && (
          <Hint className={classes.nothing}>{t('zoomView.nothingImagined')}</Hint>
        )}
      </div>
      <SmallHint>{image ? t('zoomView.imaginedText') : ' '}</SmallHint>
    </figure>
  );
}
