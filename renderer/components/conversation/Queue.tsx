import { Text, TextInput } from '@mantine/core';
import { IconCheck, IconPencil, IconPhoto, IconRefresh, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SmallHint } from '../small';
import { IconButton } from '../IconButton';
import { shortened } from '../shortened';
import { changeQueued, removeQueued } from '../../state/chat';
import { words } from '../../i18n';
import { useStudio, type StudioState } from '../../state/studio';
import classes from './Conversation.module.css';
import type { QueuedQuestion } from '../../../shared/attachment';

/** Questions that wait for the answer that runs; each can be changed or taken out. */
export function Queue() {
  const { t } = useTranslation();
  const queue = useStudio((state) => state.view?.queue);
  const elsewhere = useStudio(answeringElsewhere);
  if (!queue || queue.length === 0) return null;
  return (
    <section className={classes.queue} aria-label={t('queue.label')} data-testid="queue">
      <SmallHint pt={4}>
        {elsewhere === null
          ? t('queue.title', { count: queue.length })
          : t('queue.titleElsewhere', { count: queue.length, title: elsewhere })}
      </SmallHint>
      {queue.map((question) => (
        <Queued key={question.id} question={question} />
      ))}
    </section>
  );
}

/** Title of another conversation whose answer is written first; null when this one's is. */
function answeringElsewhere({ view, answering, conversations }: StudioState): string | null {
  if (!view || answering[view.id]) return null;
  const other = conversations?.find(({ id }) => answering[id] !== undefined);
  return other ? other.title || words('conversation.untitled') : null;
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
  const again = question.again !== undefined;
  const words = shortened(question.text);
  const asked = words || t('queue.pictures', { count: question.images.length });
  const askedAgain = words ? t('queue.again', { question: words }) : t('answer.again');
  return (
    <div className={classes.queued} data-testid="queue-item">
      {question.images.length > 0 && <IconPhoto size={16} aria-hidden="true" />}
      {again && <IconRefresh size={16} aria-hidden="true" />}
      <Text size="sm" className={classes.queuedText}>
        {again ? askedAgain : asked}
      </Text>
      {!again && (
        <IconButton
          size="sm"
          label={t('queue.change')}
          icon={<IconPencil size={16} />}
          onClick={() => setText(question.text)}
        />
      )}
      <IconButton
        size="sm"
        label={t('queue.remove')}
        icon={<IconX size={16} />}
        onClick={() => void removeQueued(question.id)}
      />
    </div>
  );
}
