import { Divider } from '@mantine/core';
import { IconCopy, IconDeviceFloppy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/Dialog';
import { IconButton } from '../../components/IconButton';
import { ZoomPane } from '../../components/ZoomPane';
import { copyPicture, savePicture } from '../../state/pictures';
import { imageUrl } from '../../../shared/ipc/contract';

interface Properties {
  readonly image: string;
  readonly label: string;
  readonly onClose: () => void;
}

/** One picture, large. */
export function PictureDialog({ image, label, onClose }: Properties) {
  const { t } = useTranslation();
  return (
    <Dialog title={label} size="100%" onClose={onClose}>
      <ZoomPane src={imageUrl(image)} alt={label}>
        <Divider orientation="vertical" mx={6} />
        <IconButton
          label={t('picture.save')}
          icon={<IconDeviceFloppy size={18} />}
          onClick={() => void savePicture(image)}
        />
        <IconButton
          label={t('picture.copy')}
          icon={<IconCopy size={18} />}
          onClick={() => void copyPicture(image)}
        />
      </ZoomPane>
    </Dialog>
  );
}
