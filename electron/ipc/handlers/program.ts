import { hashOfKey, newKey } from '../../api/key';
import type { HandlersOf } from '../router';
import type { programCalls } from '../../../shared/ipc/program';
import { t } from '../../../shared/i18n/translate';
import { AppError } from '../../../shared/ipc/errors';
import type { Services } from '../services';

const OPENED = new Set(['https:', 'mailto:']);

/** Calls about the program itself: settings, providers, the local API, links, About. */
export function programHandlers(services: Services): HandlersOf<typeof programCalls> {
  const { store, chat, backupQueue, desktop, api, runtime } = services;
  return {
    'settings.get': () => store.settings.get(),
    'settings.set': async (wanted) => {
      // A place that is written to can only be picked in a dialog, and a key is only made here.
      const { secondCopies, apiKeyHash } = store.settings.get();
      const settings = store.settings.set({ ...wanted, secondCopies, apiKeyHash });
      backupQueue.tellProblems();
      await api.apply(settings);
      desktop.showTheme(settings.theme);
      desktop.speak(settings.language);
      chat.settingsChanged();
      return settings;
    },
    'providers.list': () => runtime.providers(),
    'api.status': () => api.status,
    'api.renewKey': async () => {
      const key = newKey();
      const apiKeyHash = hashOfKey(key);
      const settings = store.settings.set({ ...store.settings.get(), apiKeyHash });
      await api.apply(settings);
      return { settings, key };
    },
    'links.open': async ({ url }) => {
      if (!URL.canParse(url) || !OPENED.has(new URL(url).protocol)) {
        throw new AppError('input', t('program.refusedLink'));
      }
      await desktop.openLink(new URL(url).href);
    },
    'about.get': () => desktop.about(),
    'about.licences': () => desktop.licences(),
    'folders.open': async ({ which }) => {
      await desktop.openFolder(which);
    },
    'program.restart': () => {
      if (chat.busy) throw new AppError('input', t('safety.answerFirst'));
      desktop.restart();
    },
  };
}
