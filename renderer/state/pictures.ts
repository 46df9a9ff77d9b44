import { call } from '../api';
import { words } from '../i18n';
import { attempt, notify } from './notify';
import type { CallInput } from '../../shared/ipc/contract';

/** Saves a picture as PNG where the person says. */
export async function savePicture(image: string): Promise<void> {
  const path = await attempt(() => call('pictures.save', { image }));
  if (path) notify(words('picture.saved', { path }));
}

/**
 * Saves a drawn picture as PNG, with or without its history, at its size or its original's.
 *
 * @returns whether there is a file now; not when the person cancelled or it could not be written
 */
export async function saveStep(input: CallInput<'lineage.save'>): Promise<boolean> {
  const path = await attempt(() => call('lineage.save', input));
  if (!path) return false;
  notify(words('picture.saved', { path }));
  return true;
}

/** Puts a picture on the clipboard. */
export async function copyPicture(image: string): Promise<void> {
  const done = await attempt(() => call('pictures.copy', { image }).then(() => true));
  if (done) notify(words('picture.copied'));
}
