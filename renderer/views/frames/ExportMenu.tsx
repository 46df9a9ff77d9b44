import { Button, Menu } from '@mantine/core';
import { IconDownload, IconGif, IconMovie, IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api';
import { words } from '../../i18n';
import { attempt, notify, notifyError } from '../../state/notify';
import type { Run, TimelineFrame } from './runs';
import type { SavedKind } from '../../../shared/ipc/files';

interface Properties {
  readonly run: Run;
  readonly frames: readonly (TimelineFrame & { readonly image: string })[];
}

type ClipKind = Exclude<SavedKind, 'png'>;

/** Makes a file of the frames; what writes it is loaded when it is asked for. */
async function write(
  kind: ClipKind,
  images: readonly string[],
  rate: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (kind === 'gif') return (await import('./write/gif')).writeGif(images, rate);
  return (await import('./write/video')).writeVideo(images, rate, kind);
}

/** Saves the timeline as numbered PNGs, GIF, WebM or MP4. */
export function ExportMenu({ run, frames }: Properties) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);

  async function saveClip(kind: ClipKind): Promise<void> {
    setBusy(true);
    try {
      const images = frames.map(({ image }) => image);
      const bytes = await write(kind, images, run.given.framesPerSecond);
      const path = await call('files.save', { name: t('frames.fileName'), kind, bytes });
      if (path) notify(words('picture.saved', { path }));
    } catch (error) {
      const missing = error instanceof Error && error.name === 'NoEncoderError';
      if (missing) notify(words('frames.noEncoder', { kind: kind.toUpperCase() }));
      else notifyError(error);
    } finally {
      setBusy(false);
    }
  }

  async function saveFrames(): Promise<void> {
    const path = await attempt(() =>
      call('frames.save', {
        frames: frames.map(({ image, place }) => (place ? { image, place } : { image })),
      }),
    );
    if (path) notify(words('picture.saved', { path }));
  }

  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="default"
          loading={busy}
          leftSection={<IconDownload size={14} />}
          data-testid="frames-export"
        >
          {t('common.save')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPhoto size={16} />}
          data-testid="frames-save-png"
          onClick={() => void saveFrames()}
        >
          {t('frames.savePngs')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconGif size={16} />}
          data-testid="frames-save-gif"
          onClick={() => void saveClip('gif')}
        >
          {t('frames.saveGif')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconMovie size={16} />}
          data-testid="frames-save-webm"
          onClick={() => void saveClip('webm')}
        >
          {t('frames.saveWebm')}
        </Menu.Item>
        <Menu.Item leftSection={<IconMovie size={16} />} onClick={() => void saveClip('mp4')}>
          {t('frames.saveMp4')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
