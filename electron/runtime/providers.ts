import { t } from '../../shared/i18n/translate';
import { listSupportedBackends } from './onnxruntime';
import { tryProvider, type Trial } from './probe';
import type { OfferedProvider } from './types';
import type { Provider } from '../../shared/settings';

/** A provider other than the CPU. */
export type Device = Exclude<Provider, 'auto' | 'cpu'>;

/** All of them in order of preference. */
export const DEVICES: readonly Device[] = ['cuda', 'dml', 'coreml', 'webgpu'];

export const NAMES: Readonly<Record<Device, string>> = {
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
  webgpu: 'WebGPU',
};

/** Why each provider is refused, undefined for one that works; tried once in this process. */
const tried = new Map<Device, Promise<string | undefined>>();

/**
 * Tries a provider at its first use: it must open and compute what the CPU computes.
 *
 * @returns one clause that says why it is refused; nothing when it works
 */
export function refusalOf(device: Device): Promise<string | undefined> {
  const known = tried.get(device) ?? tryDevice(device);
  tried.set(device, known);
  return known;
}

async function tryDevice(device: Device): Promise<string | undefined> {
  if (!isPart(device)) return t('provider.notPart', { device: NAMES[device] });
  return refusalFrom(device, await tryProvider(device));
}

/** Whether this build of onnxruntime has the provider. */
export const isPart = (device: Device): boolean =>
  listSupportedBackends().some(({ name }) => name === device);

/** What a trial says, as a clause. */
export function refusalFrom(device: Device, trial: Trial): string | undefined {
  if (trial.works) return undefined;
  if ('error' in trial) return couldNotOpen(device, trial.error);
  return t('provider.differs', {
    device: NAMES[device],
    difference: trial.difference.toPrecision(2),
  });
}

/** Why a provider did not open, from what it threw. */
export function couldNotOpen(device: Device, error: unknown): string {
  const detail = error instanceof Error ? error.message : String(error);
  if (/adapter/i.test(detail)) return t('provider.noCard', { device: NAMES[device] });
  if (/load (shared )?library|\.so|\.dll|\.dylib/i.test(detail)) {
    return t('provider.noLibraries', { device: NAMES[device] });
  }
  return t('provider.cannotOpen', { device: NAMES[device] });
}

/** All providers of this computer: those that are part of this build, and whether each works. */
export async function offeredProviders(): Promise<OfferedProvider[]> {
  const offered: OfferedProvider[] = [];
  for (const provider of DEVICES) {
    if (!isPart(provider)) continue;
    offered.push({ provider, refusal: (await refusalOf(provider)) ?? null });
  }
  return [...offered, { provider: 'cpu', refusal: null }];
}
