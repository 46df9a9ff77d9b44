import { Button, Group, Textarea } from '@mantine/core';
import { IconPencil, IconRefresh } from '@tabler/icons-react';
import { memo, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { SmallButton } from '../../components/small';
import { CopyButton } from '../../components/CopyButton';
import { IconButton } from '../../components/IconButton';
import { LongText } from '../../components/LongText';
import { beginEditing, regenerate, sendEdited, textOf } from '../../state/chat';
import { useStudio, type Editing } from '../../state/studio';
import { Branches } from './Branches';
import { MessageMenu } from './MessageMenu';
import classes from './MessageList.module.css';
import { Picture } from './Picture';
import { Thumbnails } from '../../components/conversation/Thumbnails';
import { imageUrl } from '../../../shared/ipc/contract';
import type { FramesPart, Message } from '../../../shared/message';

interface Properties {
  readonly message: Message;
  /** Whether nothing follows: its answer was deleted. */
  readonly last: boolean;
}

/** What the person asked, with its pictures; it can be changed and sent again. */
export const Question = memo(function Question({ message, last }: Properties) {
  const { t } = useTranslation();
  const editing = useStudio(({ editing }) => (editing?.messageId === message.id ? editing : null));
  const text = textOf(message);
  return (
    <article
      className={classes.question}
      aria-label={t('question.label')}
      data-testid="message-user"
    >
      {editing ? (
        <Editor editing={editing} />
      ) : (
        <>
          {message.parts.some((part) => part.type === 'image') && (
            <div className={classes.asked}>
              {message.parts.map(
                (part, index) =>
                  part.type === 'image' && (
                    <Picture key={index} part={part} index={index} message={message} small />
                  ),
              )}
            </div>
          )}
          {message.parts.map(
            (part, index) => part.type === 'frames' && <AskedClip key={index} clip={part} />,
          )}
          {text && (
            <div className={classes.bubble} dir="auto">
              <LongText text={text} />
            </div>
          )}
        </>
      )}
      {!editing && (
        <div className={classes.actions}>
          <span className={classes.quiet}>
            <IconButton
              size="sm"
              label={t('question.edit')}
              icon={<IconPencil size={16} />}
              onClick={() => beginEditing(message)}
            />
            <CopyButton label={t('question.copy')} text={() => text} />
            <MessageMenu message={message} />
          </span>
          {last && (
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<IconRefresh size={15} />}
              onClick={() => void regenerate(message)}
            >
              {t('question.answer')}
            </Button>
          )}
          <Branches message={message} />
        </div>
      )}
    </article>
  );
});

/** The frames of a clip that was asked about, small. */
function AskedClip({ clip }: { readonly clip: FramesPart }) {
  const { t } = useTranslation();
  return (
    <ol
      className={classes.clip}
      aria-label={t('question.clip', { count: clip.frames.length })}
      data-testid="asked-clip"
    >
      {clip.frames.map(({ image }, index) => (
        <li key={index} className={classes.clipFrame}>
          {image && (
            <img
              src={imageUrl(image)}
              alt={t('frames.frame', { number: index + 1 })}
              loading="lazy"
            />
          )}
        </li>
      ))}
    </ol>
  );
}

function Editor({ editing }: { readonly editing: Editing }) {
  const { t } = useTranslation();
  const change = (values: Partial<Editing>): void =>
    useStudio.setState({ editing: { ...editing, ...values } });
  const close = (): void => useStudio.setState({ editing: null });
  const sendable = editing.text.trim() !== '' || editing.images.length > 0;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (sendable) void sendEdited();
    }
  }

  return (
    <div className={classes.editor} data-testid="question-editor">
      <Thumbnails
        images={editing.images}
        onRemove={(image) =>
          change({ images: editing.images.filter((picture) => picture.image !== image) })
        }
      />
      <Textarea
        variant="unstyled"
        autosize
        autoFocus
        maxRows={12}
        px={8}
        aria-label={t('question.editor')}
        value={editing.text}
        onFocus={({ currentTarget }) =>
          currentTarget.setSelectionRange(editing.text.length, editing.text.length)
        }
        onChange={(event) => change({ text: event.currentTarget.value })}
        onKeyDown={onKeyDown}
      />
      <Group justify="flex-end" gap="xs" mt={4}>
        <SmallButton onClick={close}>{t('common.cancel')}</SmallButton>
        <Button size="compact-sm" disabled={!sendable} onClick={() => void sendEdited()}>
          {t('question.send')}
        </Button>
      </Group>
    </div>
  );
}
