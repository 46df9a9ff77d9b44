import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api';
import { attempt } from '../../state/notify';
import type { Prompt } from '../../../shared/ipc/prompts';

/** A prompt that is being written; without an id until it is kept. */
export type Written = Pick<Prompt, 'title' | 'text'> & { readonly id: string | null };

interface Properties {
  readonly prompt: Written;
  readonly onDone: () => void;
}

/** Writes or changes a prompt. */
export function PromptForm({ prompt, onDone }: Properties) {
  const { t } = useTranslation();
  const [title, setTitle] = useState(prompt.title);
  const [text, setText] = useState(prompt.text);
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const kept = { id: prompt.id, title: title.trim(), text: text.trim() };
    if (await attempt(() => call('prompts.save', kept))) onDone();
  }
  return (
    <form onSubmit={(event) => void save(event)}>
      <Stack data-testid="prompt-form">
        <TextInput
          data-autofocus
          autoFocus
          required
          maxLength={200}
          label={t('prompts.name')}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Textarea
          required
          autosize
          minRows={5}
          maxRows={14}
          maxLength={20_000}
          label={t('prompts.words')}
          description={t('prompts.variables', { example: '{{thing=a cat}}' })}
          placeholder={t('prompts.example', { example: '{{thing=a cat}}' })}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={title.trim() === '' || text.trim() === ''}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
