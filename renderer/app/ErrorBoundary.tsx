import { Button, Code, Stack, Text, Title } from '@mantine/core';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { words } from '../i18n';
import { flushDrafts } from '../state/drafts';

interface Properties {
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | null;
}

/** Catches what a view throws: drafts are saved, and one button loads the window again. */
export class ErrorBoundary extends Component<Properties, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
    void flushDrafts();
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
        <Button onClick={() => void flushDrafts().finally(() => window.location.reload())}>
          {words('boundary.reload')}
        </Button>
      </Stack>
    );
  }
}
