import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../shared/message';
import { CopyButton } from '../../components/CopyButton';
import { LongText } from '../../components/LongText';
import { textOf } from '../../state/chat';
import { MessageMenu } from './MessageMenu';
import classes from './MessageList.module.css';

/** Stands for a message that cannot be drawn: its words as they are, to be copied or deleted. */
export function MessageFault({ message }: { readonly message: Message }) {
  const { t } = useTranslation();
  const asked = message.role === 'user';
  const text = textOf(message);
  return (
    <article
      className={classes.answer}
      aria-label={asked ? t('question.label') : t('answer.label')}
      data-testid="message-fault"
    >
      <Alert
        color="orange"
        variant="light"
        icon={<IconAlertTriangle />}
        title={asked ? t('fault.question') : t('fault.answer')}
      >
        {t('fault.message')}
      </Alert>
      {text && (
        <div className={classes.plain}>
          <LongText text={text} />
        </div>
      )}
      <div className={classes.actions}>
        <CopyButton label={asked ? t('question.copy') : t('answer.copy')} text={() => text} />
        <MessageMenu message={message} />
      </div>
    </article>
  );
}
