import { Button, Checkbox, Group, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../components/small';
import type { ExportFormat, ExportOptions, ExportSelection } from '../../../shared/ipc/archive';
import { Dialog } from '../../components/Dialog';
import { exportNow } from '../../state/archive';
import { Progress } from '../../components/Progress';
import { WhatToExport } from './WhatToExport';
import { useWork } from '../../state/task';
import { IconFileExport } from '@tabler/icons-react';
import classes from './Archive.module.css';
import { dragOut } from '../../state/dragOut';
import type { Dragged } from '../../../shared/ipc/drag';

const FORMATS = ['metamorph', 'html', 'pdf', 'md', 'jsonl'] as const satisfies ExportFormat[];
interface Properties {
  /** The folder that was asked for. */
  readonly folder?: string | undefined;
  readonly onClose: () => void;
}

/** Asks what is exported and how, and shows how far it is. */
export function ExportDialog({ folder: asked, onClose }: Properties) {
  const { t } = useTranslation();
  const busy = useWork((state) => state.busy);
  const [selection, setSelection] = useState<ExportSelection | null>(null);
  const [format, setFormat] = useState<ExportFormat>('metamorph');
  const [details, setDetails] = useState(true);
  const [thinking, setThinking] = useState(true);
  const [metadata, setMetadata] = useState<ExportOptions['metadata']>('none');
  const [beside, setBeside] = useState(false);
  const whole = format === 'metamorph';

  const options = { details, thinking, metadata, beside };

  async function run(): Promise<void> {
    if (selection && (await exportNow({ selection, format, options }))) onClose();
  }

  return (
    <Dialog title={t('archive.export')} onClose={onClose}>
      <Stack gap="lg" data-testid="export-dialog">
        <WhatToExport asked={asked} onChange={setSelection} />
        <Radio.Group
          label={t('archive.format')}
          value={format}
          onChange={(value) => setFormat(value)}
        >
          <Stack gap={8} mt={8}>
            {FORMATS.map((name) => (
              <Radio
                key={name}
                value={name}
                data-testid={`format-${name}`}
                label={t(`archive.formats.${name}`)}
                description={t(`archive.formatHints.${name}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {whole ? (
          <Hint>{t('archive.wholeHint')}</Hint>
        ) : (
          <Stack gap={8}>
            <Checkbox
              label={t('archive.details')}
              checked={details}
              onChange={(event) => setDetails(event.currentTarget.checked)}
            />
            <Checkbox
              label={t('archive.thinking')}
              checked={thinking}
              onChange={(event) => setThinking(event.currentTarget.checked)}
            />
            <Checkbox
              label={t('archive.metadata')}
              checked={metadata !== 'none'}
              onChange={(event) =>
                setMetadata(event.currentTarget.checked ? 'withoutPlace' : 'none')
              }
            />
            <Checkbox
              ml={28}
              label={t('archive.location')}
              disabled={metadata === 'none'}
              checked={metadata === 'all'}
              onChange={(event) =>
                setMetadata(event.currentTarget.checked ? 'all' : 'withoutPlace')
              }
            />
            {format === 'html' && (
              <Checkbox
                label={t('archive.beside')}
                checked={beside}
                onChange={(event) => setBeside(event.currentTarget.checked)}
              />
            )}
          </Stack>
        )}
        {busy ? (
          <Progress />
        ) : (
          <Group justify="flex-end">
            {selection !== null && <FileTile what={{ selection, format, options }} />}
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button
              data-testid="export-run"
              disabled={selection === null}
              onClick={() => void run()}
            >
              {t('archive.choosePlace')}
            </Button>
          </Group>
        )}
      </Stack>
    </Dialog>
  );
}

type Exported = Omit<Extract<Dragged, { kind: 'export' }>, 'kind'>;

/** What is exported as something to drag: by the keyboard the button beside it does the same. */
function FileTile({ what }: { readonly what: Exported }) {
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
