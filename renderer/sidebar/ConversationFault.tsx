import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../shared/message';
import { IconButton } from '../components/IconButton';
import classes from './ConversationList.module.css';
import { deleteWithUndo } from '../state/undo';

/** Stands for a conversation whose line cannot be drawn; it can be deleted all the same. */
export function ConversationFault({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation();
  return (
    <div className={classes.item} data-testid="conversation-fault">
      <span className={classes.fault}>{t('fault.item')}</span>
      <IconButton
        size="sm"
        label={t('conversation.delete')}
        icon={<IconTrash size={16} />}
        onClick={() => void deleteWithUndo(conversation)}
      />
    </div>
  );
}
