/**
 * Keeps keys from acting while a word is being composed by an input method: they choose and end
 * within it, and no Enter sends and no Escape closes. It stands before all that listen to keys.
 */
export function guardComposition(target: EventTarget): void {
  target.addEventListener(
    'keydown',
    (event) => {
      if ('isComposing' in event && event.isComposing === true) event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
