/** The automatic backups of all data, as the window shows them. */
import { useCallback, useEffect, useState } from 'react';
import { create } from 'zustand';
import { runWork } from '../../state/task';
import { call } from '../../api';
import { words } from '../../i18n';
import { attempt, notify } from '../../state/notify';
import { useStudio } from '../../state/studio';
import type { CallOutput } from '../../../shared/ipc/contract';

export type Backups = CallOutput<'backups.list'>;
type Picked = NonNullable<CallOutput<'backups.pick'>>;

export const MEGABYTE = 2 ** 20;

/** Backups in a folder that the person picked, until the window is loaded anew. */
export const usePicked = create<Picked | null>(() => null);

/** All backups, a way to make one more, and one to load them again. */
export function useBackups(): {
  readonly copies: Backups | null;
  readonly make: () => void;
  readonly load: () => Promise<void>;
} {
  const [copies, setBackups] = useState<Backups | null>(null);
  const load = useCallback(async (): Promise<void> => {
    const found = await attempt(() => call('backups.list', {}));
    if (found) setBackups(found);
  }, []);
  useEffect(() => {
    void load();
  }, [load]);
  const make = useCallback((): void => {
    void makeBackup().then(load);
  }, [load]);
  return { copies, make, load };
}

/** Makes a backup, in the second place too, and says so. */
export async function makeBackup(): Promise<void> {
  const made = await runWork(() => call('backups.make', {}));
  if (made) notify(words('safety.made', { count: made.conversations }));
}

/** Lets the person choose a second place and makes the first copy there. */
export async function chooseSecond(): Promise<void> {
  const folder = await runWork(() => call('backups.chooseSecond', {}));
  if (!folder) return;
  notify(words('safety.secondMade', { folder }));
  await takeSettings();
}

/** Makes no more backups in the second place. */
export async function leaveSecond(folder: string): Promise<void> {
  const left = await attempt(() => call('backups.leaveSecond', {}).then(() => true));
  if (!left) return;
  notify(words('safety.secondLeft', { folder }));
  await takeSettings();
}

/** Lets the person pick a folder of backups to look into. */
export async function pickBackups(): Promise<void> {
  const picked = await attempt(() => call('backups.pick', {}));
  if (picked) usePicked.setState(picked, true);
}

/** The program changed the settings by itself. */
const takeSettings = (): Promise<void | undefined> =>
  attempt(async () => useStudio.setState({ settings: await call('settings.get', {}) }));
