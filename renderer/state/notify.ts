/** Short messages at the edge of the window. */
import { notifications } from '@mantine/notifications';
import { errorMessage } from '../api';
import { words } from '../i18n';

/** Says what went wrong, in the sentence of the error. */
export function notifyError(error: unknown, title?: string): void {
  const message = errorMessage(error);
  notifications.show({
    // The same sentence stands there once, however often it comes.
    id: `${title ?? ''}${message}`,
    color: 'red',
    title: title ?? words('error.title'),
    message,
    autoClose: 10_000,
    closeButtonProps: { 'aria-label': words('common.close') },
  });
}

/** Says something that needs no answer. */
export function notify(message: string, title?: string): void {
  notifications.show({
    title,
    message,
    autoClose: 4000,
    closeButtonProps: { 'aria-label': words('common.close') },
  });
}

/**
 * Runs something that the person asked for; a failure becomes a message instead of an exception.
 *
 * @returns its value, or undefined when it failed
 */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    notifyError(error);
    return undefined;
  }
}
