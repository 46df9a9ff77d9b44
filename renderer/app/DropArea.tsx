import { IconPhotoPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { takeSources } from '../edit/actions';
import { newConversation } from '../state/conversations';
import { takeFiles } from '../state/drafts';
import { useStudio } from '../state/studio';
import { takeClips } from '../frames/take';
import { takeLooks } from '../zoom/actions';
import classes from './App.module.css';
import { focusComposer } from '../commands';

const hasFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false;

async function take(files: readonly File[]): Promise<void> {
  const { place } = useStudio.getState();
  if (place === 'edit') {
    await takeSources(files);
    return;
  }
  if (place === 'frames') {
    await takeClips(files);
    return;
  }
  if (place === 'zoom') {
    await takeLooks(files);
    return;
  }
  const id = useStudio.getState().view?.id ?? (await newConversation());
  if (!id) return;
  await takeFiles(id, files);
  focusComposer();
}

/** Takes pictures that are dropped anywhere on the window. */
export function DropArea() {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Each element under the pointer reports its own entering and leaving.
    let depth = 0;
    const controller = new AbortController();
    const { signal } = controller;
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      // A file that nobody takes would be opened in place of the window.
      event.preventDefault();
      depth = 0;
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) void take(files);
    };
    window.addEventListener('dragenter', enter, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('dragover', (event) => event.preventDefault(), { signal });
    window.addEventListener('drop', drop, { signal });
    return () => controller.abort();
  }, []);
  if (!over) return null;
  return (
    <div className={classes.drop}>
      <div className={classes.dropFrame} />
      <div className={classes.dropWords}>
        <IconPhotoPlus size={40} stroke={1.5} />
        {t('composer.drop')}
      </div>
    </div>
  );
}
