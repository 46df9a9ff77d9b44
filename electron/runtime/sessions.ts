import { availableParallelism } from 'node:os';
import path from 'node:path';
import { AppError } from '../../shared/ipc/errors';
import { t } from '../../shared/i18n/translate';
import { env, InferenceSession } from './onnxruntime';
import { checkGraph, type GraphName } from './graphs';
import type { OpenedPackage } from './package';
import type { LoadProgress } from './progress';
import { couldNotOpen, DEVICES, isPart, NAMES, refusalOf, type Device } from './providers';
import type { Provider } from '../../shared/settings';
import { throwIfAborted } from '../../shared/task';

/** The open sessions of a package. */
export interface Sessions {
  readonly language: InferenceSession;
  readonly encoder: InferenceSession;
  readonly adapter: InferenceSession;
  readonly denoiser: InferenceSession;
  /** Null where the latent is the picture. */
  readonly decoder: InferenceSession | null;
  /** Provider really used for pictures, and one sentence why. */
  readonly provider: string;
  readonly providerReason: string;
}

export interface SessionOptions {
  readonly provider: Provider;
  /** Threads of the CPU provider; 0 for the number of cores. */
  readonly threads: number;
}

// Errors come as exceptions and in sentences; stderr stays for what a person must read.
env.logLevel = 'fatal';

/** More threads than this gain nothing: a step is bound by memory. */
const MOST_THREADS = 16;

/**
 * Opens all graphs of a package. Pictures run on the first provider that opens; the language model
 * on the CPU, because its keys and values are kept in memory that a step reads in place.
 *
 * @throws AppError `package` when a graph is damaged or of another shape, `cancelled` when stopped
 */
export async function openSessions(
  opened: OpenedPackage,
  options: SessionOptions,
  signal?: AbortSignal,
  progress?: LoadProgress,
): Promise<Sessions> {
  const { visualizer, visionEncoder, languageModel } = opened.manifest;
  const made: InferenceSession[] = [];
  const open = async (name: GraphName, graph: string, provider: string) => {
    // Creating one blocks the thread, so between two is the place to hear of a stop.
    await new Promise((resolve) => setImmediate(resolve));
    throwIfAborted(signal, 'package.stopped');
    const session = await openGraph(opened, name, graph, provider, options.threads);
    made.push(session);
    progress?.opened(graph);
    return session;
  };
  try {
    const chosen = await chooseProvider(options.provider, (provider) =>
      open('denoiser', visualizer.denoiser, provider),
    );
    const { provider, reason, session: denoiser } = chosen;
    return {
      denoiser,
      encoder: await open('encoder', visionEncoder.graph, provider),
      adapter: await open('adapter', visualizer.adapter.graph, provider),
      decoder: visualizer.decoder
        ? await open('decoder', visualizer.decoder.graph, provider)
        : null,
      language: await open('language', languageModel.graph, 'cpu'),
      provider,
      providerReason: reason,
    };
  } catch (error) {
    await closeSessions(made);
    throw error;
  }
}

/** Frees sessions; one that cannot be freed does not keep the others. */
export async function closeSessions(sessions: Iterable<InferenceSession>): Promise<void> {
  for (const session of sessions) await session.release().catch(() => undefined);
}

/** All sessions of a package. */
export function allSessions(sessions: Sessions): InferenceSession[] {
  const { language, encoder, adapter, denoiser, decoder } = sessions;
  return [language, encoder, adapter, denoiser, ...(decoder ? [decoder] : [])];
}

interface Chosen {
  readonly provider: Exclude<Provider, 'auto'>;
  readonly reason: string;
  readonly session: InferenceSession;
}

/** Tries the providers in order; why one was passed over becomes part of the reason. */
async function chooseProvider(
  asked: Provider,
  open: (provider: string) => Promise<InferenceSession>,
): Promise<Chosen> {
  const wanted = asked === 'auto' ? DEVICES : DEVICES.filter((device) => device === asked);
  const refused: string[] = [];
  for (const provider of wanted) {
    if (!isPart(provider)) {
      if (asked !== 'auto') refused.push(t('provider.notPart', { device: NAMES[provider] }));
      continue;
    }
    const refusal = await refusalOf(provider);
    if (refusal !== undefined) {
      refused.push(refusal);
      continue;
    }
    try {
      const session = await open(provider);
      return { provider, reason: deviceReason(provider, asked), session };
    } catch (error) {
      if (error instanceof AppError && error.code !== 'provider') throw error;
      refused.push(couldNotOpen(provider, error));
    }
  }
  return { provider: 'cpu', reason: cpuReason(asked, refused), session: await open('cpu') };
}

function deviceReason(provider: Device, asked: Provider): string {
  const why = asked === 'auto' ? t('provider.first') : t('provider.asked');
  return t('provider.onDevice', { device: NAMES[provider], why });
}

function cpuReason(asked: Provider, refused: readonly string[]): string {
  if (asked === 'cpu') {
    return t('provider.onProcessor', { why: t('provider.asked') });
  }
  const why = refused.length > 0 ? refused.join('; ') : t('provider.noOther');
  return t('provider.onProcessor', { why });
}

async function openGraph(
  { folder, manifest }: OpenedPackage,
  name: GraphName,
  graph: string,
  provider: string,
  threads: number,
): Promise<InferenceSession> {
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(path.join(folder, graph), {
      executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
      intraOpNumThreads: threads > 0 ? threads : Math.min(availableParallelism(), MOST_THREADS),
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
    });
  } catch (error) {
    if (provider !== 'cpu') throw error;
    const words = t('package.unopenableGraph', { graph: name });
    throw new AppError('package', words, { cause: error });
  }
  try {
    checkGraph(session, manifest, name);
  } catch (error) {
    await closeSessions([session]);
    throw error;
  }
  return session;
}
