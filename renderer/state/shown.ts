/** Tells the program what the window could show, and what it could not. */
import { call } from '../api';
import { useStudio } from './studio';

/** Longest time (milliseconds) that is waited for the screen: a hidden window draws nothing. */
const LONGEST_WAIT = 2000;

/** Whether this window ran into a fault: then nothing that it shows counts as shown. */
let faulty = false;

/** Resolves once what was changed has been drawn. */
const drawn = (): Promise<void> =>
  new Promise((resolve) => {
    window.setTimeout(resolve, LONGEST_WAIT);
    window.requestAnimationFrame(() => window.requestAnimationFrame(() => resolve()));
  });

/** Tells the program that a conversation is on the screen and the window answers. */
export async function tellShown(id: string): Promise<void> {
  await drawn();
  if (!faulty && useStudio.getState().view?.id === id) await call('window.shown', { id });
}

/** Tells the program that what is on the screen ended in a fault, so that it is not opened again. */
export async function tellFailed(): Promise<void> {
  faulty = true;
  await call('window.failed', {});
}
