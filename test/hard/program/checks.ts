/**
 * Electron's own security checklist, one check an item, asked of the running program; and for each
 * what would undo it in the compiled program, so that a check that sees nothing is found out.
 */
import type { ElectronApplication, Locator, Page } from 'playwright';
import type { StudioBridge } from '../../../shared/ipc/contract';
import type { Change } from './copied';

/** A program that was started. */
export interface Started {
  readonly application: ElectronApplication;
  readonly window: Page;
  /** Its own folder, with `package.json` and `out`. */
  readonly folder: string;
}

/** One item of the checklist. */
export interface Check {
  readonly item: string;
  readonly holds: (started: Started) => Promise<boolean>;
  /** Replacements in the compiled program that undo it. */
  readonly undo: readonly Change[];
}

/** Oldest Electron that is taken for a current one. */
const CURRENT = 45;

const seen = (place: Locator): Promise<boolean> =>
  place.waitFor({ timeout: 10_000 }).then(
    () => true,
    () => false,
  );

type Preferences = Readonly<Record<string, unknown>>;
/** Functions of Electron that its types leave out. */
interface Contents {
  getLastWebPreferences(): Preferences;
  emit(name: string, event: object): boolean;
}

const preferences = ({ application }: Started): Promise<Preferences> =>
  application.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as Contents;
    return JSON.parse(JSON.stringify(contents.getLastWebPreferences())) as Preferences;
  });

const preference =
  (name: string, ...wanted: readonly unknown[]) =>
  async (started: Started): Promise<boolean> =>
    wanted.includes((await preferences(started))[name]);

/** Tells the window's contents of an event that Chromium would tell of; whether it was prevented. */
const prevents =
  (name: string, event: Readonly<Record<string, string>>) =>
  ({ application }: Started): Promise<boolean> =>
    application.evaluate(
      ({ BrowserWindow }, [name, given]) => {
        let prevented = false;
        const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as Contents;
        contents.emit(name, { ...given, preventDefault: () => void (prevented = true) });
        return prevented;
      },
      [name, event] as const,
    );

const call = (window: Page, name: string, input: object): Promise<boolean> =>
  window.evaluate(
    async ([called, given]) =>
      (await (globalThis as unknown as { studio: StudioBridge }).studio.call(called, given)).ok,
    [name, input] as const,
  );

/** Adds a preference of the window. */
const added = (words: string): Check['undo'] => [
  ['main.js', /sandbox: true,\n\s+contextIsolation/, `${words}, sandbox: true, contextIsolation`],
];

/** Loads a page in a window that nobody sees, with the session and the bridge of ours. */
const loadElsewhere = ({ application }: Started, url: string): Promise<string> =>
  application.evaluate(async ({ app, BrowserWindow }, address) => {
    const preload = `${app.getAppPath()}/out/preload.cjs`;
    const other = new BrowserWindow({
      show: false,
      webPreferences: { preload, sandbox: true },
    });
    try {
      await other.loadURL(address);
      return (await other.webContents.executeJavaScript(
        `window.studio.call('settings.get', {}).then((result) => String(result.ok))`,
      )) as string;
    } catch (error) {
      return String(error);
    } finally {
      other.destroy();
    }
  }, url);

export const CHECKS: readonly Check[] = [
  {
    item: '1 only secure content',
    holds: async (started) =>
      (await loadElsewhere(started, 'http://127.0.0.1:9/')).includes('ERR_BLOCKED_BY_CLIENT'),
    undo: [['main.js', /decide\(\{ cancel: [^;]*;/, 'decide({ cancel: false });']],
  },
  {
    item: '2 no Node.js in pages',
    holds: preference('nodeIntegration', false),
    undo: [['main.js', 'nodeIntegration: false', 'nodeIntegration: true']],
  },
  {
    item: '3 context isolation',
    holds: preference('contextIsolation', true),
    undo: [['main.js', 'contextIsolation: true', 'contextIsolation: false']],
  },
  {
    item: '4 process sandbox',
    holds: preference('sandbox', true),
    undo: [
      ['main.js', /sandbox: true,\n(\s+)contextIsolation/, 'sandbox: false,\n$1contextIsolation'],
    ],
  },
  {
    item: '5 permissions are asked for',
    holds: ({ window }) =>
      window.evaluate(async () => {
        const states = await Promise.all(
          (['geolocation', 'notifications', 'camera'] as PermissionName[]).map(
            async (name) => (await navigator.permissions.query({ name })).state,
          ),
        );
        return states.every((state) => state === 'denied');
      }),
    undo: [
      [
        'main.js',
        'setPermissionCheckHandler(() => false)',
        'setPermissionCheckHandler(() => true)',
      ],
    ],
  },
  {
    item: '6 web security',
    holds: preference('webSecurity', true),
    undo: [['main.js', 'webSecurity: true', 'webSecurity: false']],
  },
  {
    item: '7 content security policy',
    holds: ({ window }) =>
      window.evaluate(async () => {
        const { headers } = await fetch('studio://app/index.html');
        const policy = headers.get('content-security-policy') ?? '';
        const script = document.createElement('script');
        script.textContent = 'window.ranInline = true';
        document.head.append(script);
        return (
          policy.includes("default-src 'none'") &&
          !/unsafe-eval|https?:/.test(policy) &&
          !('ranInline' in window)
        );
      }),
    undo: [['main.js', `"script-src 'self'"`, `"script-src 'self' 'unsafe-inline' 'unsafe-eval'"`]],
  },
  {
    item: '8 no insecure content',
    holds: preference('allowRunningInsecureContent', false, undefined),
    undo: added('allowRunningInsecureContent: true'),
  },
  {
    item: '9 no experimental features',
    holds: preference('experimentalFeatures', false, undefined),
    undo: added('experimentalFeatures: true'),
  },
  {
    item: '10 no Blink features',
    holds: preference('enableBlinkFeatures', undefined, ''),
    undo: added(`enableBlinkFeatures: 'CSSVariables'`),
  },
  {
    item: '11 no pop-ups of webviews',
    holds: preference('webviewTag', false, undefined),
    undo: added('webviewTag: true'),
  },
  {
    item: '12 webviews are looked at',
    holds: prevents('will-attach-webview', {}),
    undo: [
      ['main.js', '"will-attach-webview", (event) => event.preventDefault()', '"other", () => 0'],
    ],
  },
  {
    item: '13 navigation is limited',
    holds: async (started) =>
      (await prevents('will-navigate', { url: 'https://example.org/' })(started)) &&
      (await prevents('will-frame-navigate', { url: 'https://example.org/' })(started)) &&
      (await prevents('will-redirect', { url: 'https://example.org/' })(started)),
    undo: [['main.js', 'if (!isOwnPage(event.url)) event.preventDefault();', '']],
  },
  {
    item: '14 new windows are limited',
    holds: async ({ window, application }) => {
      const opened = await window.evaluate(
        () => globalThis.open('studio://app/index.html') !== null,
      );
      const count = await application.evaluate(
        ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
      );
      return !opened && count === 1;
    },
    undo: [['main.js', 'action: "deny"', 'action: "allow"']],
  },
  {
    item: '15 openExternal only for what is safe',
    holds: async ({ window, application }) => {
      await application.evaluate(({ shell }) => {
        shell.openExternal = () => Promise.resolve();
      });
      const urls = ['file:///etc/passwd', 'smb://host/share', 'javascript:alert(1)', 'http://a/'];
      const opened = await Promise.all(urls.map((url) => call(window, 'links.open', { url })));
      return opened.every((ok) => !ok);
    },
    undo: [['main.js', '["https:", "mailto:"]', '["https:", "mailto:", "file:"]']],
  },
  {
    item: '16 a current Electron',
    // What runs is asked, not what is wanted: an older one has to say so in the window.
    holds: async ({ application, window }) => {
      const version = await application.evaluate(() => process.versions.electron ?? '');
      if (Number(version.split('.')[0]) >= CURRENT) return true;
      return seen(window.getByTestId('age-notice'));
    },
    undo: [
      ['main.js', /electronOrigin: [\w.]+origin \?\? "electron"/, 'electronOrigin: "electron"'],
    ],
  },
  {
    item: '17 senders are checked',
    holds: async (started) => (await loadElsewhere(started, 'studio://app/index.html')) === 'false',
    undo: [['main.js', /route\(isTrusted\([^)]*\)/, 'route(true']],
  },
  {
    item: '18 a protocol of our own',
    holds: ({ window }) =>
      window.evaluate(async () => {
        const read = await fetch('file:///etc/hostname').then(
          () => true,
          () => false,
        );
        return globalThis.location.protocol === 'studio:' && !read;
      }),
    undo: [
      ['main.js', 'window.loadURL(APP_URL)', 'window.loadURL("file:///etc/hostname")'],
      ['main.js', 'window3.loadURL(APP_URL)', 'window3.loadURL("file:///etc/hostname")'],
      ['main.js', /(studio\|blob\|data)/, 'studio|blob|data|file'],
    ],
  },
  {
    item: '20 no Electron in pages',
    holds: ({ window }) =>
      window.evaluate(() => {
        const keys = Object.keys((globalThis as unknown as { studio: object }).studio).sort();
        const bare = ['require', 'process', 'ipcRenderer', 'electron'].some(
          (name) => name in window,
        );
        return keys.join() === 'call,listen' && !bare;
      }),
    undo: [
      [
        'preload.cjs',
        'call: (name, input)',
        'send: import_electron.ipcRenderer.send, call: (name, input)',
      ],
    ],
  },
];
