import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../components/small';
import { Dialog } from '../../components/Dialog';
import { changeSystemPrompt } from '../../state/conversations';
import { useManifest, useStudio } from '../../state/studio';

interface Properties {
  readonly conversationId: string;
  readonly onClose: () => void;
}

/** The words that stand before a whole conversation. */
export function SystemPromptDialog({ conversationId, onClose }: Properties) {
  const { t } = useTranslation();
  const saved = useStudio(
    ({ conversations }) =>
      conversations?.find((conversation) => conversation.id === conversationId)?.systemPrompt ?? '',
  );
  const ofPackage = useManifest()?.languageModel.chatTemplate.defaultSystem;
  const [text, setText] = useState(saved);
  async function save(): Promise<void> {
    await changeSystemPrompt(conversationId, text.trim());
    onClose();
  }
  return (
    <Dialog title={t('systemPrompt.title')} onClose={onClose}>
      <Stack>
        <Hint>{t('systemPrompt.text')}</Hint>
        <Textarea
          autosize
          minRows={5}
          maxRows={16}
          maxLength={20_000}
          data-autofocus
          aria-label={t('systemPrompt.title')}
          placeholder={ofPackage ?? t('systemPrompt.none')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
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
