import { Center, Loader } from '@mantine/core';
import type { ClipboardEventHandler, ReactNode } from 'react';
import { useStudio } from '../../state/studio';
import { Announcer } from './Announcer';
import classes from './Conversation.module.css';
import { Header } from './Header';
import { PackageNotice } from './PackageNotice';

interface Properties {
  readonly testId: string;
  readonly onPaste?: ClipboardEventHandler;
  readonly children: ReactNode;
}

/** A view of the open conversation: its head, and its content once the conversation has come. */
export function ViewFrame({ testId, onPaste, children }: Properties) {
  const loading = useStudio((state) => state.view !== null && !state.view.conversation);
  return (
    <main className={classes.view} data-testid={testId} onPaste={onPaste}>
      <Header />
      <PackageNotice />
      <Announcer />
      {loading ? (
        <Center className={classes.scroller}>
          <Loader size="sm" />
        </Center>
      ) : (
        children
      )}
    </main>
  );
}
