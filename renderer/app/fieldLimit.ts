/** Says what a field leaves out of words that are put into it: it would cut them in silence. */
import { number, words } from '../i18n';
import { notify } from '../state/notify';

/** A field that holds so many letters. */
interface Field {
  readonly value: string;
  readonly maxLength: number;
  readonly selectionStart: number | null;
  readonly selectionEnd: number | null;
}

/** How many letters of words have no room in a field. */
export function leftOut(field: Field, text: string): number {
  const { value, maxLength, selectionStart, selectionEnd } = field;
  if (maxLength < 0) return 0;
  const chosen = (selectionEnd ?? 0) - (selectionStart ?? 0);
  // A line ends with one letter in a field, whatever the words came with.
  const plain = text.replace(/\r\n?/g, '\n');
  return Math.max(0, value.length - chosen + plain.length - maxLength);
}

/** Whether words that are dropped on it, or pasted, go into it. */
export const isField = (target: unknown): target is HTMLInputElement | HTMLTextAreaElement =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && /^(text|search|url|email|)$/.test(target.type));

/** Says how many letters of words have no room in a field, if any. */
export function noteLeftOut(field: Field, text: string): void {
  const left = leftOut(field, text);
  if (left > 0) {
    notify(words('field.cut', { most: number(field.maxLength), number: number(left) }));
  }
}

/** Watches all fields of a window. */
export function watchFieldLimits(target: Window): void {
  const look = (event: Event, data: DataTransfer | null): void => {
    if (event.defaultPrevented || !isField(event.target)) return;
    noteLeftOut(event.target, data?.getData('text/plain') ?? '');
  };
  target.addEventListener('paste', (event) => look(event, event.clipboardData));
  target.addEventListener('drop', (event) => look(event, event.dataTransfer));
}
