/**
 * Puts words on the clipboard. The window may not have the clipboard's permission, so the copying
 * of a selection, which needs none, does it.
 *
 * @returns whether it was done
 */
export function copyText(text: string): boolean {
  const take = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('copy', take, { capture: true, once: true });
  try {
    return document.execCommand('copy');
  } finally {
    document.removeEventListener('copy', take, { capture: true });
  }
}
