import { describe, expect, it } from 'vitest';
import { conventionalFolders } from '../../electron/app/platformFolders';

const name = 'MetaMorph Studio';

// Catches caches that are backed up with the data, and logs where nobody of that platform looks.
describe('cache and logs lie where the platform wants them', () => {
  it('on Linux, by the XDG base directories', () => {
    const linux = { platform: 'linux', home: '/home/ada', name } as const;
    expect(conventionalFolders({ ...linux, env: {} })).toEqual({
      cache: '/home/ada/.cache/MetaMorph Studio',
      logs: '/home/ada/.local/state/MetaMorph Studio/logs',
    });
    const env = { XDG_CACHE_HOME: '/fast/cache', XDG_STATE_HOME: 'relative' };
    expect(conventionalFolders({ ...linux, env })).toEqual({
      cache: '/fast/cache/MetaMorph Studio',
      logs: '/home/ada/.local/state/MetaMorph Studio/logs',
    });
  });

  it('on macOS, in the Library', () => {
    const mac = { platform: 'darwin', home: '/Users/ada', name, env: {} } as const;
    expect(conventionalFolders(mac)).toEqual({
      cache: '/Users/ada/Library/Caches/MetaMorph Studio',
      logs: '/Users/ada/Library/Logs/MetaMorph Studio',
    });
  });

  it('on Windows, in the local application data', () => {
    const env = { LOCALAPPDATA: 'D:\\Ada\\Local' };
    const windows = { platform: 'win32', home: 'C:\\Users\\Ada', name, env } as const;
    expect(conventionalFolders(windows)).toEqual({
      cache: 'D:\\Ada\\Local\\MetaMorph Studio\\Cache',
      logs: 'D:\\Ada\\Local\\MetaMorph Studio\\Logs',
    });
  });
});
