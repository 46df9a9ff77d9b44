/** The model packages of this computer, and the adding of one. */
import { create } from 'zustand';
import { call, listen, StudioError } from '../api';
import { words } from '../i18n';
import { attempt, notify, notifyError } from './notify';
import { changeSettings } from './settings';
import { useStudio } from './studio';
import type { PackageChoice, PackageCard } from '../../shared/ipc/packages';

interface PackagesState {
  /** Null until the list has come. */
  readonly cards: readonly PackageCard[] | null;
  readonly adding: boolean;
  /** Bytes copied of all, while one is added; null until something is known. */
  readonly progress: { readonly done: number; readonly total: number } | null;
}

export const usePackages = create<PackagesState>(() => ({
  cards: null,
  adding: false,
  progress: null,
}));

/** Asks for the list anew. */
export async function refreshPackages(): Promise<void> {
  const cards = await attempt(() => call('packages.list', {}));
  if (cards) usePackages.setState({ cards });
}

let listening = false;

/** Lets the person pick a folder or zip, and adds the package in it. */
export async function addPackage(from: 'folder' | 'zip'): Promise<void> {
  if (!listening) {
    listening = true;
    listen((event) => {
      if (event.type !== 'work' || !usePackages.getState().adding) return;
      usePackages.setState({ progress: { done: event.done, total: event.total } });
    });
  }
  usePackages.setState({ adding: true, progress: null });
  try {
    const card = await call('packages.add', { from });
    if (card) notify(words('packages.added', { name: card.name }));
  } catch (error) {
    if (error instanceof StudioError && error.code === 'cancelled')
      notify(words('packages.stopped'));
    else notifyError(error);
  } finally {
    usePackages.setState({ adding: false, progress: null });
    await refreshPackages();
  }
}

/** Stops the adding; nothing of the package stays. */
export const stopAdding = (): Promise<unknown> => attempt(() => call('packages.cancelAdd', {}));

/** Removes an added package for good. */
export async function removePackage(choice: PackageChoice): Promise<void> {
  await attempt(() => call('packages.remove', { choice }));
  const settings = await attempt(() => call('settings.get', {}));
  if (settings) useStudio.setState({ settings });
  await refreshPackages();
}

/** Makes a package the one that answers wherever none was chosen. */
export const answerWith = ({ choice, folder }: PackageCard): Promise<void> =>
  changeSettings({ packageFolder: choice === 'embedded' ? null : folder });
