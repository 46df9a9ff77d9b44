import { Button, Code, Stack, Text, Title } from '@mantine/core';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { words } from '../i18n';
import { flushDrafts } from '../state/drafts';
import { attempt } from '../state/notify';
import { tellFailed } from '../state/shown';

interface Properties {
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | null;
}

/** Loads the window again, once the program knows what not to open. */
const loadAgain = (): void => void attempt(tellFailed).finally(() => window.location.reload());

/** Catches what the window throws: drafts are saved, and one button shows the list again. */
export class ErrorBoundary extends Component<Properties, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
    void flushDrafts();
    void attempt(tellFailed);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Stack align="center" justify="center" h="100vh" p="xl" role="alert">
        <Title order={2}>{words('boundary.title')}</Title>
        <Text ta="center" maw={480}>
          {words('boundary.text')}
        </Text>
        <Code block maw={640}>
          {error.message}
        </Code>
        <Button onClick={() => void flushDrafts().then(loadAgain, loadAgain)}>
          {words('boundary.reload')}
        </Button>
      </Stack>
    );
  }
}
