import type { HandlersOf } from '../router';
import type { TaskSlot } from '../taskSlot';
import type { packagesCalls } from '../../../shared/ipc/packages';
import { t } from '../../../shared/i18n/translate';
import { AppError } from '../../../shared/ipc/errors';
import type { Services } from '../services';

/** Calls about the packages of this computer. */
export function packagesHandlers(
  { store, chat, packageLoader, packages, desktop }: Services,
  slot: TaskSlot,
): HandlersOf<typeof packagesCalls> {
  return {
    'packages.status': () => packageLoader.status,
    'packages.load': ({ anyway }) => {
      if (chat.busy) {
        throw new AppError('input', t('program.answerBeforeLoading'));
      }
      // The status reports success and failure.
      packageLoader.load(anyway).catch(() => undefined);
    },
    'packages.unload': async () => {
      if (chat.busy && packageLoader.status.state === 'ready') {
        throw new AppError('input', t('program.answerBeforeUnloading'));
      }
      await packageLoader.stop();
    },
    'packages.pickFolder': () => desktop.pickFolder(),
    'packages.list': () => packages.list(),
    'packages.add': ({ from }) =>
      slot.run(async (task) => {
        const picked = await (from === 'folder' ? desktop.pickFolder() : desktop.pickZip());
        return picked === null ? null : packages.add(picked, task);
      }),
    'packages.cancelAdd': () => slot.stop(),
    'packages.remove': async ({ choice }) => {
      const folder = packages.folderOf(choice);
      const settings = store.settings.get();
      if (packageLoader.folder === folder) {
        if (chat.busy) throw new AppError('input', t('packages.inUse'));
        await packageLoader.stop();
      }
      await packages.remove(choice);
      if (settings.packageFolder === folder)
        store.settings.set({ ...settings, packageFolder: null });
      store.choices.forget(choice);
    },
    'packages.choice': ({ conversationId }) => store.choices.get(conversationId),
    'packages.answering': ({ conversationId }) =>
      packages.cardOf(store.choices.get(conversationId), store.settings.get().packageFolder),
    'packages.choose': async ({ conversationId, choice }) => {
      store.conversations.get(conversationId);
      if (choice !== null) {
        const card = (await packages.list()).find((one) => one.choice === choice);
        if (!card || card.fault !== null) {
          throw new AppError('package', card?.fault ?? t('packages.gone'));
        }
      }
      store.choices.set(conversationId, choice);
      // While an answer is being written, the conversation's next question loads it.
      if (!chat.busy) {
        packageLoader.choose(choice);
        packageLoader.refresh();
      }
    },
  };
}
