import { Radio, Select, Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api';
import { attempt } from '../../state/notify';
import { useStudio } from '../../state/studio';
import { MessagePicker } from './MessagePicker';
import type { ExportSelection } from '../../../shared/ipc/archive';
import type { CallOutput } from '../../../shared/ipc/contract';

type What = ExportSelection['kind'];
type Folders = CallOutput<'archive.folders'>;

interface Properties {
  /** The folder that was asked for. */
  readonly asked: string | undefined;
  /** Called with what is chosen; null while that is nothing. */
  readonly onChange: (selection: ExportSelection | null) => void;
}

interface Choice {
  readonly what: What;
  readonly id: string | undefined;
  readonly leaf: string | undefined;
  readonly folder: string | null;
  readonly chosen: ReadonlySet<string>;
}

function selectionOf({ what, id, leaf, folder, chosen }: Choice): ExportSelection | null {
  if (what === 'folder') return folder === null ? null : { kind: 'folder', folder };
  if (what === 'all' || id === undefined) return { kind: 'all' };
  if (what === 'conversation') return { kind: 'conversation', id };
  if (what === 'branch') return leaf === undefined ? null : { kind: 'branch', id, messageId: leaf };
  return chosen.size === 0 ? null : { kind: 'messages', id, messageIds: [...chosen] };
}

/** Asks what is exported: a conversation, its branch, some messages, a folder or everything. */
export function WhatToExport({ asked, onChange }: Properties) {
  const { t } = useTranslation();
  const conversation = useStudio((state) => state.view?.conversation);
  const messages = useStudio((state) => state.view?.messages) ?? [];
  const above = useStudio((state) => state.view?.above) ?? 0;
  const leaf = messages.at(-1)?.id;
  const [what, setWhat] = useState<What>(
    asked === undefined ? (conversation ? 'conversation' : 'all') : 'folder',
  );
  const [folders, setFolders] = useState<Folders>([]);
  const [folder, setFolder] = useState<string | null>(asked ?? null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const id = conversation?.id;

  useEffect(() => {
    void attempt(() => call('archive.folders', {})).then((found) => {
      if (!found) return;
      setFolders(found);
      setFolder((before) => before ?? (conversation?.folder || found[0]?.folder || null));
    });
  }, [conversation?.folder]);

  useEffect(() => {
    onChange(selectionOf({ what, id, leaf, folder, chosen }));
  }, [what, id, leaf, folder, chosen, onChange]);

  return (
    <Radio.Group label={t('archive.what')} value={what} onChange={(value) => setWhat(value)}>
      <Stack gap={8} mt={8}>
        <Radio
          value="conversation"
          disabled={!conversation}
          label={t('archive.conversation', {
            title: conversation?.title || t('conversation.untitled'),
          })}
        />
        <Radio value="branch" disabled={!leaf} label={t('archive.branch')} />
        <Radio
          value="messages"
          disabled={!leaf}
          data-testid="export-messages"
          label={t('archive.someMessages')}
        />
        {what === 'messages' && (
          <MessagePicker messages={messages} above={above} chosen={chosen} onChange={setChosen} />
        )}
        {folders.length > 0 && (
          <Radio value="folder" data-testid="export-folder" label={t('archive.folder')} />
        )}
        {what === 'folder' && (
          <Select
            size="xs"
            maw={320}
            ml={28}
            aria-label={t('archive.folder')}
            data={folders.map(({ folder: value, conversations }) => ({
              value,
              label: t('archive.folderOf', { folder: value, count: conversations }),
            }))}
            value={folder}
            allowDeselect={false}
            onChange={setFolder}
          />
        )}
        <Radio value="all" label={t('archive.all')} />
      </Stack>
    </Radio.Group>
  );
}
