import { UnstyledButton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/IconButton';
import { showBranch } from '../../state/conversations';
import { openDialog } from '../../state/studio';
import classes from './MessageList.module.css';
import type { Message } from '../../../shared/message';

/** Arrows between the branches at a message, as "2/3"; nothing when there is one branch. */
export function Branches({ message }: { readonly message: Message }) {
  const { t } = useTranslation();
  const { siblings, id, conversationId, name } = message;
  if (siblings.length < 2) return name ? <span className={classes.branchName}>{name}</span> : null;
  const at = siblings.indexOf(id);
  const show = (to: number): void => {
    const other = siblings[to];
    if (other) void showBranch(conversationId, other);
  };
  return (
    <span
      className={classes.branches}
      role="group"
      aria-label={t('branch.label')}
      data-testid="branches"
    >
      <IconButton
        size="sm"
        label={t('branch.previous')}
        disabled={at <= 0}
        icon={<IconChevronLeft size={16} />}
        onClick={() => show(at - 1)}
      />
      <UnstyledButton
        className={classes.branchPlace}
        aria-label={t('branch.openMap', { number: at + 1, count: siblings.length })}
        onClick={() => openDialog({ kind: 'map', conversationId })}
      >
        {t('branch.place', { number: at + 1, count: siblings.length })}
      </UnstyledButton>
      <IconButton
        size="sm"
        label={t('branch.next')}
        disabled={at >= siblings.length - 1}
        icon={<IconChevronRight size={16} />}
        onClick={() => show(at + 1)}
      />
      {name && <span className={classes.branchName}>{name}</span>}
    </span>
  );
}
