import { call } from '../api';
import { attempt, notifyError } from './notify';
import { useStudio } from './studio';
import type { Settings } from '../../shared/settings';

/** Changes some settings; when that is refused the old ones are shown again. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  const before = useStudio.getState().settings;
  if (!before) return;
  const wanted = { ...before, ...change };
  useStudio.setState({ settings: wanted });
  try {
    useStudio.setState({ settings: await call('settings.set', wanted) });
  } catch (error) {
    useStudio.setState({ settings: before });
    notifyError(error);
  }
}

/** Lets the person pick the folder of a package, and uses it. */
export async function pickPackage(): Promise<void> {
  const packageFolder = await attempt(() => call('packages.pickFolder', {}));
  if (packageFolder) await changeSettings({ packageFolder });
}

/** Loads the package; `anyway` also one that would not fit into memory. */
export const loadPackage = (anyway = false): Promise<unknown> =>
  attempt(() => call('packages.load', { anyway }));

/** Stops the loading of the package, or puts the loaded one away. */
export const stopPackage = (): Promise<unknown> => attempt(() => call('packages.unload', {}));
