import { Autocomplete, Button, Group, Stack, TagsInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/Dialog';
import { organiseConversation } from '../state/conversations';
import { useStudio } from '../state/studio';
import { foldersOf, tagsOf } from '../state/groups';
import type { Conversation } from '../../shared/message';

const NONE: readonly Conversation[] = [];

interface Properties {
  readonly conversationId: string;
  readonly onClose: () => void;
}

/** Suggestions belong to the dialog, for those who are told where they are. */
const IN_DIALOG = { withinPortal: false };

/** Puts a conversation into a folder and under tags; new ones are made by writing them. */
export function OrganiseDialog({ conversationId, onClose }: Properties) {
  const { t } = useTranslation();
  const all = useStudio((state) => state.conversations) ?? NONE;
  const conversation = all.find(({ id }) => id === conversationId);
  const [folder, setFolder] = useState(conversation?.folder ?? '');
  const [tags, setTags] = useState<string[]>([...(conversation?.tags ?? [])]);
  const folders = useMemo(() => foldersOf(all), [all]);
  const known = useMemo(() => tagsOf(all), [all]);
  async function save(): Promise<void> {
    await organiseConversation(conversationId, folder.trim(), tags);
    onClose();
  }
  return (
    <Dialog title={t('organise.title')} size="md" onClose={onClose}>
      <Stack data-testid="organise-dialog">
        <Autocomplete
          data-autofocus
          data-testid="organise-folder"
          comboboxProps={IN_DIALOG}
          maxLength={200}
          label={t('organise.folder')}
          description={t('organise.folderText')}
          placeholder={t('organise.none')}
          data={folders}
          value={folder}
          onChange={setFolder}
        />
        <TagsInput
          data-testid="organise-tags"
          comboboxProps={IN_DIALOG}
          label={t('organise.tags')}
          description={t('organise.tagsText')}
          placeholder={tags.length === 0 ? t('organise.none') : ''}
          maxTags={100}
          data={known}
          value={tags}
          onChange={(changed) => setTags(changed.map((tag) => tag.slice(0, 100)))}
          splitChars={[',']}
          acceptValueOnBlur
          clearable
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button onClick={() => void save()}>{t('common.save')}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
