import { IconArrowBarToDown, IconPlayerStop, IconRefresh, IconScissors } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { FailedAnswer } from '../../components/conversation/FailedAnswer';
import { CopyButton } from '../../components/CopyButton';
import { IconButton } from '../../components/IconButton';
import { Markdown } from '../../components/Markdown';
import { usePaced } from '../../components/usePaced';
import { regenerate, textOf } from '../../state/chat';
import { useStudio } from '../../state/studio';
import { Branches } from './Branches';
import { Details } from '../../components/conversation/Details';
import { MessageMenu } from './MessageMenu';
import classes from './MessageList.module.css';
import { Picture } from './Picture';
import type { Part, Message } from '../../../shared/message';

interface Properties {
  readonly message: Message;
  readonly last: boolean;
}

/** One answer of the model: its parts in order, how it ended, and what can be done with it. */
export const Answer = memo(function Answer({ message, last }: Properties) {
  const { t } = useTranslation();
  const running = message.finish === 'running';
  return (
    <article
      className={classes.answer}
      aria-label={t('answer.label')}
      aria-busy={running}
      data-testid="message-assistant"
      data-finish={message.finish}
    >
      <Dropped message={message} />
      {message.parts.map((part, index) => (
        <AnswerPart key={index} part={part} index={index} message={message} />
      ))}
      {running && message.parts.length === 0 && <Waiting />}
      <Ending message={message} />
      <div className={classes.actions}>
        <Branches message={message} />
        {!running && (
          <span className={last ? undefined : classes.quiet}>
            <CopyButton label={t('answer.copy')} text={() => textOf(message)} />
            <IconButton
              size="sm"
              label={t('answer.regenerate')}
              icon={<IconRefresh size={16} />}
              onClick={() => void regenerate(message)}
            />
            <Details message={message} />
            <MessageMenu message={message} />
          </span>
        )}
      </div>
    </article>
  );
});

interface PartProperties {
  readonly part: Part;
  readonly index: number;
  readonly message: Message;
}

function AnswerPart({ part, index, message }: PartProperties) {
  switch (part.type) {
    case 'text':
      return <StreamedText text={part.text} comes={message.finish === 'running'} />;
    case 'image':
      return <Picture part={part} index={index} message={message} />;
    // Answers of the chat have neither; the views for frames and zoom show them.
    case 'frames':
    case 'region':
      return null;
  }
}

function StreamedText({ text, comes }: { readonly text: string; readonly comes: boolean }) {
  return <Markdown text={usePaced(text, comes)} />;
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div className={classes.waiting} role="img" aria-label={t('answer.reading')}>
      <span className={classes.waitingDot} />
      <span className={classes.waitingDot} />
      <span className={classes.waitingDot} />
    </div>
  );
}

/** Says that the oldest turns no longer fitted into the prompt of this answer. */
function Dropped({ message }: { readonly message: Message }) {
  const { t } = useTranslation();
  const droppedTurns = useStudio(({ view }) =>
    view?.context?.messageId === message.id ? view.context.droppedTurns : undefined,
  );
  const count = droppedTurns ?? message.details?.context.droppedTurns ?? 0;
  if (count === 0) return null;
  return (
    <div className={classes.note} data-testid="dropped-turns">
      <IconScissors size={15} aria-hidden="true" />
      {t('answer.dropped', { count })}
    </div>
  );
}

/** How an answer ended when it did not end by itself. */
function Ending({ message }: { readonly message: Message }) {
  const { t } = useTranslation();
  if (message.finish === 'error') {
    return <FailedAnswer error={message.error} onAgain={() => void regenerate(message)} />;
  }
  if (message.finish !== 'length' && message.finish !== 'cancelled') return null;
  return (
    <div className={classes.note} data-testid="finish-note">
      {message.finish === 'length' ? (
        <IconArrowBarToDown size={15} aria-hidden="true" />
      ) : (
        <IconPlayerStop size={15} aria-hidden="true" />
      )}
      {t(`finish.${message.finish}`)}
    </div>
  );
}
