import { Alert, Badge, Button, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { IconFileImport, IconFolder } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportSummary } from '../../shared/collection';
import { call } from '../api';
import { Dialog } from '../components/Dialog';
import { words } from '../i18n';
import { openConversation } from '../state/conversations';
import { attempt, notify } from '../state/notify';
import { Progress } from './Progress';
import { runWork, useWork } from './work';

const COLORS = { new: 'teal', same: 'gray', copy: 'orange', restored: 'blue' } as const;

/** Lets the person choose what to import, shows what is new in it, and imports it. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const busy = useWork((state) => state.busy);
  const [found, setFound] = useState<ImportSummary | null>(null);

  async function look(folder: boolean): Promise<void> {
    const looked = await runWork(() => call('archive.look', { folder }));
    if (looked) setFound(looked);
  }

  function leave(): void {
    void attempt(() => call('archive.leave', {}));
    onClose();
  }

  async function run(): Promise<void> {
    const done = await runWork(() => call('archive.import', {}));
    if (!done) return;
    const { new: added, copy, restored } = done.counts;
    notify(words('archive.imported', { count: added + copy + restored }));
    const first = done.list.find(({ action }) => action !== 'same');
    onClose();
    if (first) await openConversation(first.id);
  }

  return (
    <Dialog title={t('archive.import')} size={640} onClose={leave}>
      <Stack gap="md" data-testid="import-dialog">
        <Text size="sm" c="dimmed">
          {t('archive.importHint')}
        </Text>
        <Group>
          <Button
            variant="light"
            disabled={busy}
            leftSection={<IconFileImport size={16} />}
            data-testid="import-file"
            onClick={() => void look(false)}
          >
            {t('archive.chooseFile')}
          </Button>
          <Button
            variant="light"
            disabled={busy}
            leftSection={<IconFolder size={16} />}
            onClick={() => void look(true)}
          >
            {t('archive.chooseFolder')}
          </Button>
        </Group>
        {found && <Found found={found} />}
        {busy && <Progress />}
        {found && !busy && (
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              {t('common.cancel')}
            </Button>
            <Button data-testid="import-run" onClick={() => void run()}>
              {t('archive.importNow')}
            </Button>
          </Group>
        )}
      </Stack>
    </Dialog>
  );
}

function Found({ found }: { readonly found: ImportSummary }) {
  const { t } = useTranslation();
  const { name, kind, conversations, messages, images, list, notes } = found;
  return (
    <>
      <Text size="sm">
        <strong>{name}</strong>{' '}
        {t('archive.found', { kind: t(`archive.kinds.${kind}`), conversations, messages, images })}
      </Text>
      <ScrollArea.Autosize mah={260} type="auto">
        <Stack gap={6}>
          {list.map(({ id, title, messages: count, action }) => (
            <Group key={id} gap={8} wrap="nowrap">
              <Badge size="sm" variant="light" color={COLORS[action]} miw={92}>
                {t(`archive.action.${action}`)}
              </Badge>
              <Text size="sm" truncate flex={1}>
                <bdi>{title || t('conversation.untitled')}</bdi>
              </Text>
              <Text size="xs" c="dimmed">
                {t('archive.messages', { count })}
              </Text>
            </Group>
          ))}
        </Stack>
      </ScrollArea.Autosize>
      {notes.length > 0 && (
        <Alert color="yellow" title={t('archive.notes')}>
          <ScrollArea.Autosize mah={120} type="auto">
            {notes.map((note, index) => (
              <Text key={index} size="sm">
                {note}
              </Text>
            ))}
          </ScrollArea.Autosize>
        </Alert>
      )}
    </>
  );
}
