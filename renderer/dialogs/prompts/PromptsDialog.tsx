import { Button, Group, ScrollArea, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconPencil, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../components/small';
import { call } from '../../api';
import { focusComposer } from '../../state/focus';
import { Dialog } from '../../components/Dialog';
import { IconButton } from '../../components/IconButton';
import { changeDraft } from '../../state/drafts';
import { attempt, notify } from '../../state/notify';
import { useStudio } from '../../state/studio';
import { FillIn } from './FillIn';
import { PromptForm, type Written } from './PromptForm';
import classes from './Prompts.module.css';
import { variablesOf } from './variables';
import type { Prompt } from '../../../shared/ipc/prompts';

type Page =
  | { readonly kind: 'list' }
  | { readonly kind: 'form'; readonly prompt: Written }
  | { readonly kind: 'fill'; readonly prompt: Prompt };

/** Prompts that are kept: used in the next question, written, changed. */
export function PromptsDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const id = useStudio((state) => state.view?.id);
  const draft = useStudio(({ view, drafts }) => (view ? (drafts[view.id]?.text ?? '') : ''));
  const [prompts, setPrompts] = useState<readonly Prompt[]>([]);
  const [page, setPage] = useState<Page>({ kind: 'list' });

  const load = useCallback(async (): Promise<void> => {
    setPrompts((await attempt(() => call('prompts.list', {}))) ?? []);
    setPage({ kind: 'list' });
  }, []);
  useEffect(() => void load(), [load]);

  function insert(prompt: Prompt, text: string): void {
    void attempt(() => call('prompts.used', { id: prompt.id }));
    if (id) changeDraft(id, (old) => ({ ...old, text: old.text ? `${old.text}\n${text}` : text }));
    onClose();
    window.requestAnimationFrame(() => window.requestAnimationFrame(focusComposer));
  }

  function use(prompt: Prompt): void {
    if (variablesOf(prompt.text).length > 0) setPage({ kind: 'fill', prompt });
    else insert(prompt, prompt.text);
  }

  async function remove({ id: removed, title }: Prompt): Promise<void> {
    await attempt(() => call('prompts.delete', { id: removed }));
    notify(t('prompts.removed', { title }));
    await load();
  }

  return (
    <Dialog title={t('prompts.title')} size={640} onClose={onClose}>
      {page.kind === 'form' && <PromptForm prompt={page.prompt} onDone={() => void load()} />}
      {page.kind === 'fill' && (
        <FillIn
          prompt={page.prompt}
          onBack={() => setPage({ kind: 'list' })}
          onUse={(text) => insert(page.prompt, text)}
        />
      )}
      {page.kind === 'list' && (
        <List
          prompts={prompts}
          usable={id !== undefined}
          draft={draft}
          onUse={use}
          onWrite={(prompt) => setPage({ kind: 'form', prompt })}
          onRemove={(prompt) => void remove(prompt)}
        />
      )}
    </Dialog>
  );
}

interface ListProperties {
  readonly prompts: readonly Prompt[];
  readonly usable: boolean;
  readonly draft: string;
  readonly onUse: (prompt: Prompt) => void;
  readonly onWrite: (prompt: Written) => void;
  readonly onRemove: (prompt: Prompt) => void;
}

function List({ prompts, usable, draft, onUse, onWrite, onRemove }: ListProperties) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const wanted = words.trim().toLocaleLowerCase();
  const shown = prompts.filter(({ title, text }) =>
    `${title}\n${text}`.toLocaleLowerCase().includes(wanted),
  );
  const first = shown[0];
  return (
    <Stack data-testid="prompts-dialog">
      <Hint>{t('prompts.text')}</Hint>
      {prompts.length > 0 && (
        <TextInput
          data-autofocus
          aria-label={t('prompts.search')}
          placeholder={t('prompts.search')}
          leftSection={<IconSearch size={16} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && first && usable) onUse(first);
          }}
        />
      )}
      <ScrollArea.Autosize mah={380} type="auto">
        {shown.map((prompt) => (
          <div key={prompt.id} className={classes.prompt} data-testid="prompt">
            <UnstyledButton
              className={classes.words}
              disabled={!usable}
              onClick={() => onUse(prompt)}
            >
              <span className={classes.title}>{prompt.title}</span>
              <span className={classes.text}>{prompt.text}</span>
            </UnstyledButton>
            <IconButton
              size="sm"
              label={t('prompts.change', { title: prompt.title })}
              icon={<IconPencil size={16} />}
              onClick={() => onWrite(prompt)}
            />
            <IconButton
              size="sm"
              label={t('prompts.remove', { title: prompt.title })}
              icon={<IconTrash size={16} />}
              onClick={() => onRemove(prompt)}
            />
          </div>
        ))}
        {prompts.length === 0 && (
          <Text size="sm" py="md" ta="center">
            {t('prompts.empty')}
          </Text>
        )}
      </ScrollArea.Autosize>
      <Group justify="flex-end">
        {draft.trim() !== '' && (
          <Button
            variant="default"
            onClick={() => onWrite({ id: null, title: '', text: draft.trim() })}
          >
            {t('prompts.keepDraft')}
          </Button>
        )}
        <Button
          leftSection={<IconPlus size={16} />}
          data-testid="prompt-new"
          onClick={() => onWrite({ id: null, title: '', text: '' })}
        >
          {t('prompts.new')}
        </Button>
      </Group>
    </Stack>
  );
}
