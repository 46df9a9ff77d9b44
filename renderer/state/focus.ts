/** Which field of the window has the keyboard. */
import { useStudio } from './studio';

/** Marks the field that Ctrl+F goes to. */
export const FILTER_ID = 'conversation-filter';
/** Marks the field for the next question, in whichever view it is. */
export const COMPOSER_ID = 'composer-text';

function focusById(id: string): void {
  const element = document.getElementById(id);
  if (!(element instanceof HTMLElement)) return;
  element.focus();
  if (element instanceof HTMLInputElement) element.select();
}

/** Moves the keyboard to the field for the next question. */
export const focusComposer = (): void => focusById(COMPOSER_ID);

/** Moves the keyboard to the filter of the list, which is shown when it was hidden. */
export function focusFilter(): void {
  useStudio.setState({ sidebar: true });
  window.requestAnimationFrame(() => focusById(FILTER_ID));
}
