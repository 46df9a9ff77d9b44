import { DirectionProvider, MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import { Notifications } from '@mantine/notifications';
import '@mantine/notifications/styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app/App';
import { runMenuCommand } from './app/commands';
import { guardComposition } from './app/composition';
import { ErrorBoundary } from './app/ErrorBoundary';
import { watchFieldLimits } from './app/fieldLimit';
import { theme, variables } from './app/theme';
import './app/window.css';
import { connect } from './state/connect';
import { attempt, notifyError } from './state/notify';

// The content security policy allows no code made from strings, which zod would try first.
z.config({ jitless: true });

guardComposition(window);
watchFieldLimits(window);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <DirectionProvider>
        <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
          <ErrorBoundary>
            <App />
          </ErrorBoundary>
          <Notifications position="top-right" containerWidth={360} limit={4} />
        </MantineProvider>
      </DirectionProvider>
    </StrictMode>,
  );
}

window.addEventListener('unhandledrejection', (event) => notifyError(event.reason));
void attempt(() => connect(runMenuCommand));
