import path from 'node:path';

/** What decides where a platform wants files to be. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** The person's home folder. */
  readonly home: string;
  /** Name of the program, as a folder. */
  readonly name: string;
}

/** Where a program keeps its cache and its logs. */
export interface Conventional {
  readonly cache: string;
  readonly logs: string;
}

/**
 * The folders of the platform: Library on macOS, local application data on Windows, the XDG base
 * directories elsewhere. Relative paths in the environment are ignored, as XDG requires.
 */
export function conventionalFolders({ platform, env, home, name }: Surroundings): Conventional {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const given = (value: string | undefined, otherwise: string): string =>
    value && paths.isAbsolute(value) ? value : otherwise;
  if (platform === 'darwin') {
    const library = paths.join(home, 'Library');
    return { cache: paths.join(library, 'Caches', name), logs: paths.join(library, 'Logs', name) };
  }
  if (platform === 'win32') {
    const local = paths.join(given(env.LOCALAPPDATA, paths.join(home, 'AppData', 'Local')), name);
    return { cache: paths.join(local, 'Cache'), logs: paths.join(local, 'Logs') };
  }
  const state = given(env.XDG_STATE_HOME, paths.join(home, '.local', 'state'));
  return {
    cache: paths.join(given(env.XDG_CACHE_HOME, paths.join(home, '.cache')), name),
    logs: paths.join(state, name, 'logs'),
  };
}
