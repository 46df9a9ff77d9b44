import { Text, TextInput } from '@mantine/core';
import { IconCheck, IconPencil, IconPhoto, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueuedQuestion } from '../../shared/contract';
import { IconButton } from '../components/IconButton';
import { changeQueued, removeQueued } from '../state/chat';
import { useStudio } from '../state/studio';
import classes from './ConversationPane.module.css';

/** Questions that wait for the answer that runs; each can be changed or taken out. */
export function Queue() {
  const { t } = useTranslation();
  const queue = useStudio((state) => state.view?.queue);
  if (!queue || queue.length === 0) return null;
  return (
    <section className={classes.queue} aria-label={t('queue.label')} data-testid="queue">
      <Text size="xs" c="dimmed" pt={4}>
        {t('queue.title', { count: queue.length })}
      </Text>
      {queue.map((question) => (
        <Queued key={question.id} question={question} />
      ))}
    </section>
  );
}

function Queued({ question }: { readonly question: QueuedQuestion }) {
  const { t } = useTranslation();
  const [text, setText] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    if (text !== null) await changeQueued(question.id, text);
    setText(null);
  };
  if (text !== null) {
    return (
      <form
        className={classes.queued}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextInput
          className={classes.queuedText}
          size="xs"
          autoFocus
          aria-label={t('queue.change')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setText(null);
          }}
        />
        <IconButton
          type="submit"
          size="sm"
          label={t('queue.save')}
          icon={<IconCheck size={16} />}
        />
      </form>
    );
  }
  return (
    <div className={classes.queued} data-testid="queue-item">
      {question.images.length > 0 && <IconPhoto size={16} aria-hidden="true" />}
      <Text size="sm" className={classes.queuedText}>
        {question.text || t('queue.pictures', { count: question.images.length })}
      </Text>
      <IconButton
        size="sm"
        label={t('queue.change')}
        icon={<IconPencil size={16} />}
        onClick={() => setText(question.text)}
      />
      <IconButton
        size="sm"
        label={t('queue.remove')}
        icon={<IconX size={16} />}
        onClick={() => void removeQueued(question.id)}
      />
    </div>
  );
}
