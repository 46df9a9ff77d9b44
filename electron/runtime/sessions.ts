import { availableParallelism } from 'node:os';
import path from 'node:path';
import { AppError } from '../../shared/ipc/errors';
import { t } from '../../shared/i18n/translate';
import { env, InferenceSession, type Tensor } from './onnxruntime';
import { checkGraph, type GraphName } from './graphs';
import type { OpenedPackage } from './package';
import type { LoadProgress } from './progress';
import { couldNotOpen, DEVICES, isPart, NAMES, refusalOf, type Device } from './providers';
import type { Provider } from '../../shared/settings';
import { throwIfAborted } from '../../shared/task';

/** A graph that can be run. */
export interface Graph {
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  /** Frees its memory; a graph that is opened on demand can be run again. */
  release(): Promise<void>;
}

/** The small graphs around the layers of a split language model. */
export type SmallGraphs = Readonly<Record<'embedding' | 'textHead' | 'connector', Graph>> &
  Readonly<Record<'visionHead' | 'codeRows' | 'codeHead', Graph | null>>;

/** @throws TypeError for a graph that packages of this kind of picture do not have */
export function neededGraph(graph: Graph | null): Graph {
  if (graph) return graph;
  throw new TypeError('The package has no graph for such a picture.');
}

/** The graphs of a package. */
export interface Sessions {
  /** The joined language graph, or the body of a split one. */
  readonly language: Graph;
  /** Null for a joined language graph. */
  readonly small: SmallGraphs | null;
  readonly encoder: Graph;
  /** Null where pictures are made of codes. */
  readonly adapter: Graph | null;
  readonly denoiser: Graph | null;
  /** Null where the latent is the picture. */
  readonly decoder: Graph | null;
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
 * Opens the graphs of a package. Pictures run on the first provider that opens; the language model
 * on the CPU, because its keys and values are kept in memory that a step reads in place. Where weights
 * lie in large files, what sees and draws is opened when it is needed.
 *
 * @throws AppError `package` when a graph is damaged or of another shape, `cancelled` when stopped
 */
export async function openSessions(
  opened: OpenedPackage,
  options: SessionOptions,
  signal?: AbortSignal,
  progress?: LoadProgress,
): Promise<Sessions> {
  const { picture, visionEncoder, languageModel } = opened.manifest;
  const made: Graph[] = [];
  const open = async (name: GraphName, graph: string, provider: string): Promise<Graph> => {
    // Creating one blocks the thread, so between two is the place to hear of a stop.
    await new Promise((resolve) => setImmediate(resolve));
    throwIfAborted(signal, 'package.stopped');
    const session = await openGraph(opened, name, graph, provider, options.threads);
    made.push(session);
    progress?.opened(graph);
    return session;
  };
  const large = opened.manifest.data.length > 0;
  try {
    const drawing = picture.kind === 'codes' ? picture.decoder : picture.denoiser;
    const first: GraphName = picture.kind === 'codes' ? 'decoder' : 'denoiser';
    const chosen = await chooseProvider(options.provider, (provider) =>
      large ? Promise.resolve(undefined) : open(first, drawing, provider),
    );
    const { provider, reason } = chosen;
    const seeing = (name: GraphName, graph: string): Promise<Graph> =>
      large
        ? Promise.resolve(
            new OnDemand(name, () => openAnywhere(opened, name, graph, provider, options)),
          )
        : open(name, graph, provider);
    const graphs = languageModel.graphs;
    const optional = async (name: GraphName, graph: string | undefined): Promise<Graph | null> =>
      graph === undefined ? null : open(name, graph, 'cpu');
    const pictures =
      picture.kind === 'codes'
        ? {
            adapter: null,
            denoiser: null,
            decoder: chosen.session ?? (await seeing('decoder', picture.decoder)),
          }
        : {
            adapter: await seeing('adapter', picture.adapter.graph),
            denoiser:
              chosen.session ??
              (await seeing(
                'denoiser',
                provider === 'cpu' ? picture.denoiser : (picture.plainDenoiser ?? picture.denoiser),
              )),
            decoder: picture.decoder ? await seeing('decoder', picture.decoder.graph) : null,
          };
    return {
      ...pictures,
      encoder: await seeing('encoder', visionEncoder.graph),
      language:
        graphs.kind === 'joined'
          ? await open('language', graphs.language, 'cpu')
          : await open('body', graphs.body, 'cpu'),
      small:
        graphs.kind === 'joined'
          ? null
          : {
              embedding: await open('embedding', graphs.embedding, 'cpu'),
              textHead: await open('textHead', graphs.textHead, 'cpu'),
              connector: await open('connector', graphs.connector, 'cpu'),
              visionHead: await optional('visionHead', graphs.visionHead),
              codeRows: await optional('codeRows', graphs.codeRows),
              codeHead: await optional('codeHead', graphs.codeHead),
            },
      provider,
      providerReason: reason,
    };
  } catch (error) {
    await closeSessions(made);
    throw error;
  }
}

/** Frees sessions; one that cannot be freed does not keep the others. */
export async function closeSessions(sessions: Iterable<Graph>): Promise<void> {
  for (const session of sessions) await session.release().catch(() => undefined);
}

/** All graphs of a package. */
export function allSessions(sessions: Sessions): Graph[] {
  const { language, small, encoder, adapter, denoiser, decoder } = sessions;
  return [language, encoder, adapter, denoiser, decoder, ...Object.values(small ?? {})].filter(
    (graph) => graph !== null,
  );
}

/** Frees what is opened on demand, so that the language model has the memory. */
export async function closeOnDemand(sessions: Sessions): Promise<void> {
  await closeSessions(allSessions(sessions).filter((graph) => graph instanceof OnDemand));
}

/** A graph that is opened when it is run and stays open until it is released. */
class OnDemand implements Graph {
  #session: Promise<InferenceSession> | undefined;

  constructor(
    readonly name: GraphName,
    private readonly open: () => Promise<InferenceSession>,
  ) {}

  async run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    this.#session ??= this.open();
    try {
      return await (await this.#session).run(feeds);
    } catch (error) {
      // One that could not be opened is tried anew the next time.
      if (await this.#session.then(() => false).catch(() => true)) this.#session = undefined;
      throw error;
    }
  }

  async release(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await (await session?.catch(() => undefined))?.release();
  }
}

interface Chosen {
  readonly provider: Exclude<Provider, 'auto'>;
  readonly reason: string;
  /** Nothing where the graph is opened on demand. */
  readonly session: Graph | undefined;
}

/** Tries the providers in order; why one was passed over becomes part of the reason. */
async function chooseProvider(
  asked: Provider,
  open: (provider: string) => Promise<Graph | undefined>,
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

/** Opens a graph on a provider, on the processor where that cannot be. */
async function openAnywhere(
  opened: OpenedPackage,
  name: GraphName,
  graph: string,
  provider: string,
  { threads }: SessionOptions,
): Promise<InferenceSession> {
  try {
    return await openGraph(opened, name, graph, provider, threads);
  } catch (error) {
    if (provider === 'cpu' || error instanceof AppError) throw error;
    return openGraph(opened, name, graph, 'cpu', threads);
  }
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
      // Threads that wait by turning take the cores from the graph that runs next.
      extra: { session: { force_spinning_stop: '1' } },
    });
  } catch (error) {
    if (provider !== 'cpu') throw error;
    const words = t('package.unopenableGraph', { graph: name });
    throw new AppError('package', words, { cause: error });
  }
  try {
    checkGraph(session, manifest, name);
  } catch (error) {
    await session.release().catch(() => undefined);
    throw error;
  }
  return session;
}
