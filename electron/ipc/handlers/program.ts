import { sentence } from '../../../shared/i18n/translate';
import { newKey } from '../../api/control';
import { ChatError } from '../../chat/error';
import type { Services } from '../createHandlers';
import type { Handlers } from '../router';

type Names = Extract<
  keyof Handlers,
  | `settings.${string}`
  | `package.${string}`
  | `links.${string}`
  | `api.${string}`
  | `providers.${string}`
  | `about.${string}`
  | `folders.${string}`
>;

const OPENED = new Set(['https:', 'mailto:']);

/** Calls about the program itself: settings, the package, links, About. */
export function programHandlers(services: Services): Pick<Handlers, Names> {
  const { store, chat, copier, keeper, desktop, api, runtime } = services;
  return {
    'settings.get': () => store.settings.get(),
    'settings.set': async (wanted) => {
      // A place that is written to is picked by a dialog alone.
      const { secondCopies } = store.settings.get();
      const settings = store.settings.set({ ...wanted, secondCopies });
      copier.tellProblems();
      await api.apply(settings);
      desktop.showTheme(settings.theme);
      desktop.speak(settings.language);
      chat.settingsChanged();
      return settings;
    },
    'package.status': () => keeper.status,
    'package.load': ({ anyway }) => {
      if (chat.busy) {
        throw new ChatError('input', sentence('program.answerBeforeLoading'));
      }
      // Success and failure are told by the status.
      keeper.load(anyway).catch(() => undefined);
      return null;
    },
    'package.stop': async () => {
      if (chat.busy && keeper.status.state === 'ready') {
        throw new ChatError('input', sentence('program.answerBeforeUnloading'));
      }
      await keeper.stop();
      return null;
    },
    'package.pick': () => desktop.pickFolder(),
    'providers.list': () => runtime.providers(),
    'api.status': () => api.status,
    'api.renewKey': async () => {
      const settings = store.settings.set({ ...store.settings.get(), apiKey: newKey() });
      await api.apply(settings);
      return settings;
    },
    'links.open': async ({ url }) => {
      if (!URL.canParse(url) || !OPENED.has(new URL(url).protocol)) {
        throw new ChatError('input', sentence('program.refusedLink'));
      }
      await desktop.openLink(new URL(url).href);
      return null;
    },
    'about.get': () => desktop.about(),
    'about.licences': () => desktop.licences(),
    'folders.open': async ({ which }) => {
      await desktop.openFolder(which);
      return null;
    },
  };
}
