import {
  Alert,
  Badge,
  Button,
  Group,
  Loader,
  ScrollArea,
  Select,
  Stack,
  Text,
} from '@mantine/core';
import {
  IconArrowBackUp,
  IconGitBranch,
  IconMessage,
  IconNotes,
  IconPhoto,
  IconTrash,
} from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint, SmallButton, SmallHint } from '../../components/small';
import { call } from '../../api';
import { Dialog } from '../../components/Dialog';
import { IconButton } from '../../components/IconButton';
import { ItemBoundary } from '../../components/ItemBoundary';
import { day } from '../../i18n';
import { refresh, openConversation } from '../../state/conversations';
import { attempt, notify } from '../../state/notify';
import { changeSettings } from '../../state/settings';
import { useStudio } from '../../state/studio';
import classes from './Bin.module.css';
import type { TrashEntry } from '../../../shared/ipc/trash';
import { thumbnailUrl } from '../../../shared/ipc/contract';

const SIGNS = {
  conversation: IconMessage,
  branch: IconGitBranch,
  prompt: IconNotes,
  picture: IconPhoto,
} as const;
const DAYS = [30, 90, 365] as const;
/** What is asked about before it is done: one thing, what is older than so many days, or all. */
type Doomed = TrashEntry | { readonly days: number };

/** Everything that was deleted and can be brought back. */
export function TrashDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [entries, setEntries] = useState<readonly TrashEntry[] | null>(null);
  const [doomed, setDoomed] = useState<Doomed | null>(null);

  const load = useCallback(async (): Promise<void> => {
    setEntries((await attempt(() => call('trash.list', {}))) ?? []);
  }, []);
  useEffect(() => void load(), [load]);

  async function restore({ kind, id, title }: TrashEntry): Promise<void> {
    const back = await attempt(() => call('trash.restore', { kind, id }));
    if (back === undefined) return;
    if (back !== null) {
      useStudio.setState({ place: 'chat' });
      if (useStudio.getState().view?.id === back) await refresh(back);
      else await openConversation(back);
    }
    notify(t('bin.restored', { title: title || t('conversation.untitled') }));
    await load();
  }

  async function remove(what: Doomed): Promise<void> {
    setDoomed(null);
    await attempt(() =>
      'days' in what
        ? call('trash.empty', { days: what.days })
        : call('trash.remove', { kind: what.kind, id: what.id }),
    );
    await load();
  }

  return (
    <Dialog title={t('bin.title')} size={720} onClose={onClose}>
      <Stack data-testid="bin-dialog">
        <Hint>{t('bin.text')}</Hint>
        <Keep />
        {doomed && (
          <Sure doomed={doomed} onNo={() => setDoomed(null)} onYes={() => void remove(doomed)} />
        )}
        {entries === null && <Loader size="sm" mx="auto" />}
        {entries?.length === 0 && (
          <Text c="dimmed" ta="center" py="xl">
            {t('bin.empty')}
          </Text>
        )}
        {entries && entries.length > 0 && (
          <>
            <ScrollArea.Autosize mah={420} type="auto">
              {entries.map((entry) => (
                <ItemBoundary key={`${entry.kind} ${entry.id}`} of={entry}>
                  <Entry
                    entry={entry}
                    onRestore={() => void restore(entry)}
                    onRemove={() => setDoomed(entry)}
                  />
                </ItemBoundary>
              ))}
            </ScrollArea.Autosize>
            <Group justify="flex-end" gap="xs">
              <Button size="xs" variant="default" onClick={() => setDoomed({ days: DAYS[0] })}>
                {t('bin.emptyOld', { count: DAYS[0] })}
              </Button>
              <Button size="xs" variant="light" color="red" onClick={() => setDoomed({ days: 0 })}>
                {t('bin.emptyAll')}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Dialog>
  );
}

interface EntryProperties {
  readonly entry: TrashEntry;
  readonly onRestore: () => void;
  readonly onRemove: () => void;
}

function Entry({ entry, onRestore, onRemove }: EntryProperties) {
  const { t } = useTranslation();
  const { kind, title, excerpt, messages, images, removedAt } = entry;
  const Sign = SIGNS[kind];
  const name = title || t('conversation.untitled');
  const within = kind === 'branch' || kind === 'picture';
  const words = kind === 'picture' ? '' : t('archive.messages', { count: messages });
  return (
    <div className={classes.entry} data-testid="bin-entry">
      <Sign size={18} className={classes.sign} aria-hidden="true" />
      <div className={classes.words}>
        <Group gap={6} wrap="nowrap">
          <Text size="sm" fw={550} truncate>
            <bdi>{within ? excerpt || t('map.picturesOnly') : name}</bdi>
          </Text>
          <Badge size="xs" variant="light" color="gray" style={{ flexShrink: 0 }}>
            {t(`bin.kind.${kind}`)}
          </Badge>
        </Group>
        <SmallHint truncate>
          {[
            within ? t('bin.from', { title: name }) : '',
            kind === 'prompt' ? excerpt : words,
            kind === 'picture'
              ? t('bin.replaced', { date: day(removedAt) })
              : t('bin.removed', { date: day(removedAt) }),
          ]
            .filter((one) => one !== '')
            .join(' · ')}
        </SmallHint>
      </div>
      {images.map((image) => (
        <img
          key={image}
          className={classes.image}
          src={thumbnailUrl(image)}
          alt={''}
          loading="lazy"
        />
      ))}
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<IconArrowBackUp size={15} />}
        data-testid="bin-restore"
        onClick={onRestore}
      >
        {t('bin.restore')}
      </Button>
      <IconButton
        size="sm"
        label={t('bin.remove', { title: excerpt || name })}
        icon={<IconTrash size={16} />}
        onClick={onRemove}
      />
    </div>
  );
}

interface SureProperties {
  readonly doomed: Doomed;
  readonly onNo: () => void;
  readonly onYes: () => void;
}

/** Asks before something is gone for good. */
function Sure({ doomed, onNo, onYes }: SureProperties) {
  const { t } = useTranslation();
  const words =
    'days' in doomed
      ? doomed.days === 0
        ? t('bin.sureAll')
        : t('bin.sureOld', { count: doomed.days })
      : t('bin.sureOne', { title: doomed.excerpt || doomed.title || t('conversation.untitled') });
  return (
    <Alert color="red" variant="light" role="alertdialog" aria-label={words}>
      <Group justify="space-between">
        <Text size="sm" flex={1}>
          {words}
        </Text>
        <Group gap="xs">
          <SmallButton onClick={onNo} autoFocus>
            {t('common.cancel')}
          </SmallButton>
          <Button size="compact-sm" color="red" data-testid="bin-sure" onClick={onYes}>
            {t('bin.forGood')}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}

/** How long the trash keeps what lies in it. */
function Keep() {
  const { t } = useTranslation();
  const days = useStudio((state) => state.settings?.binDays ?? null);
  return (
    <Select
      size="xs"
      w={300}
      allowDeselect={false}
      label={t('bin.keep')}
      data={[
        { value: 'never', label: t('bin.never') },
        ...DAYS.map((count) => ({ value: String(count), label: t('bin.after', { count }) })),
      ]}
      value={days === null ? 'never' : String(days)}
      onChange={(value) =>
        void changeSettings({ binDays: value === null || value === 'never' ? null : Number(value) })
      }
    />
  );
}
