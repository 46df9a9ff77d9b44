import { IconInfoCircle, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Conversation.module.css';

interface Properties {
  readonly Sign?: Icon;
  readonly testId?: string;
  readonly children: ReactNode;
}

/** Something to know of an answer, or of what can be asked, in small words. */
export const Note = ({ Sign = IconInfoCircle, testId, children }: Properties) => (
  <div className={classes.note} data-testid={testId}>
    <Sign size={15} aria-hidden="true" />
    <span>{children}</span>
  </div>
);
