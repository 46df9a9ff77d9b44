/** Getting models: the catalogue, what the hub found, and the one that is being got. */
import { create } from 'zustand';
import { call, errorMessage, listen } from '../api';
import type { Bits, CatalogueEntry, LookedAt } from '../../shared/catalogue';
import type { CallOutput } from '../../shared/ipc/contract';
import type { ModelsStatus } from '../../shared/ipc/models';
import { attempt } from './notify';
import { refreshPackages } from './packages';

type Catalogue = CallOutput<'models.catalogue'>;
type Found = CallOutput<'models.search'>[number];

/** What is known of a model that was asked about. */
export type Look =
  | { readonly state: 'asking' }
  | { readonly state: 'known'; readonly model: LookedAt }
  | { readonly state: 'refused'; readonly error: string };

export interface ModelsState {
  readonly catalogue: Catalogue | null;
  readonly status: ModelsStatus | null;
  /** When the stage that runs was first seen, and with how many bytes. */
  readonly since: { readonly stage: string; readonly at: number; readonly done: number } | null;
  /** Null until the hub was asked. */
  readonly found: readonly Found[] | null;
  readonly searching: boolean;
  readonly searchError: string | null;
  readonly looks: Readonly<Record<string, Look>>;
}

export const useModels = create<ModelsState>(() => ({
  catalogue: null,
  status: null,
  since: null,
  found: null,
  searching: false,
  searchError: null,
  looks: {},
}));

let listening = false;

function take(status: ModelsStatus): void {
  const before = useModels.getState();
  const { getting } = status;
  const since =
    getting === null
      ? null
      : before.since?.stage === getting.stage
        ? before.since
        : { stage: getting.stage, at: Date.now(), done: getting.done };
  const ended = before.status?.getting && !getting;
  useModels.setState({ status, since });
  if (ended) void refreshPackages();
}

/** Reads the catalogue and follows what is got; nothing is asked of the network. */
export async function openModels(): Promise<void> {
  if (!listening) {
    listening = true;
    listen((event) => {
      if (event.type === 'models') take(event.status);
    });
  }
  const [catalogue, status] = await Promise.all([
    attempt(() => call('models.catalogue', {})),
    attempt(() => call('models.status', {})),
  ]);
  if (catalogue) useModels.setState({ catalogue });
  if (status) take(status);
}

/** Begins to get a model; how far it is comes by itself. */
export const getModel = (from: string, bits: Bits): Promise<unknown> =>
  attempt(() => call('models.get', { from, bits, keepsSource: false }));

export const stopGetting = (): Promise<unknown> => attempt(() => call('models.stop', {}));
export const dismissModels = (): Promise<unknown> => attempt(() => call('models.dismiss', {}));
export const cleanModels = (): Promise<unknown> => attempt(() => call('models.clean', {}));

/** Lets the person pick a folder or zip, and gets the model in it. */
export async function pickModel(kind: 'folder' | 'zip', bits: Bits): Promise<void> {
  const picked = await attempt(() => call('models.pick', { kind }));
  if (picked) await getModel(picked, bits);
}

/** Asks the hub for models; what it says last counts. */
export async function searchHub(text: string): Promise<void> {
  useModels.setState({ searching: true, searchError: null });
  try {
    useModels.setState({ found: await call('models.search', { text }) });
  } catch (error) {
    useModels.setState({ searchError: errorMessage(error) });
  } finally {
    useModels.setState({ searching: false });
  }
}

/** Asks the hub what a model would be here. */
export async function lookAtModel(from: string, bits: Bits): Promise<void> {
  const say = (look: Look): void =>
    useModels.setState(({ looks }) => ({ looks: { ...looks, [from]: look } }));
  say({ state: 'asking' });
  try {
    say({ state: 'known', model: await call('models.look', { from, bits }) });
  } catch (error) {
    say({ state: 'refused', error: errorMessage(error) });
  }
}

/** Milliseconds that a stage still takes at its speed so far; null while that is not known. */
export function timeLeft({ status, since }: Pick<ModelsState, 'status' | 'since'>): number | null {
  const getting = status?.getting;
  if (!getting || !since) return null;
  const [done, spent] = [getting.done - since.done, Date.now() - since.at];
  if (done <= 0 || spent < 2000 || getting.total === 0) return null;
  return ((getting.total - getting.done) / done) * spent;
}

/** Whether a model of the catalogue fits into the memory and on the disk of this computer. */
export function fits(
  { memory: needs, fetched, converted }: CatalogueEntry,
  bits: Bits,
  { memory, disk }: Pick<Catalogue, 'memory' | 'disk'>,
): 'fits' | 'memory' | 'disk' {
  const key = `${bits}` as const;
  if ((needs[key] ?? 0) > memory) return 'memory';
  return fetched + (converted[key] ?? 0) > disk ? 'disk' : 'fits';
}
