import { IconPhotoPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dropIntoView, dropWords } from './dropFiles';
import { isField } from './fieldLimit';
import { useStudio } from '../state/studio';
import { droppedIn, pastedFiles } from '../state/transfer';
import classes from './App.module.css';

const hasFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false;

/** Takes files that are dropped or pasted anywhere on the window, and words that are dropped. */
export function DropArea() {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const place = useStudio((state) => state.place);
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
      depth = 0;
      setOver(false);
      const { files, words, address } = droppedIn(event.dataTransfer);
      // A field takes words where they are dropped.
      if (files.length === 0 && isField(event.target)) return;
      // A file that nobody takes would be opened in place of the window.
      event.preventDefault();
      if (files.length > 0) void dropIntoView(files);
      else if (words.trim() !== '') dropWords(words, address);
    };
    const dragOver = (event: DragEvent): void => {
      if (hasFiles(event) || !isField(event.target)) event.preventDefault();
    };
    const paste = (event: ClipboardEvent): void => {
      const files = pastedFiles(event.clipboardData);
      // A field that takes pictures itself has done so already.
      if (event.defaultPrevented || files.length === 0) return;
      event.preventDefault();
      void dropIntoView(files);
    };
    window.addEventListener('dragenter', enter, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('dragover', dragOver, { signal });
    window.addEventListener('drop', drop, { signal });
    window.addEventListener('paste', paste, { signal });
    return () => controller.abort();
  }, []);
  if (!over) return null;
  return (
    <div className={classes.drop}>
      <div className={classes.dropFrame} />
      <div className={classes.dropWords}>
        <IconPhotoPlus size={40} stroke={1.5} />
        {t(`drop.${place}`)}
      </div>
    </div>
  );
}
