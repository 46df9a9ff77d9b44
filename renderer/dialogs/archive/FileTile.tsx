import { IconFileExport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './Archive.module.css';
import { dragOut } from '../../state/dragOut';
import type { Dragged } from '../../../shared/ipc/drag';

type Exported = Omit<Extract<Dragged, { kind: 'export' }>, 'kind'>;

/** What is exported as something to drag: by the keyboard the button beside it does the same. */
export function FileTile({ what }: { readonly what: Exported }) {
  const { t } = useTranslation();
  return (
    <div
      className={classes.tile}
      data-testid="export-tile"
      draggable
      onDragStart={(event) => void dragOut(event, { kind: 'export', ...what })}
    >
      <IconFileExport size={18} aria-hidden="true" />
      {t('drag.tile')}
    </div>
  );
}
