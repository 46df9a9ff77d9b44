import { RuntimeError } from '../../../shared/runtimeError';
import { sentence } from '../../../shared/i18n/translate';
import { ChatError } from '../../chat/error';
import type { Services } from '../createHandlers';
import type { Handlers } from '../router';
import type { WorkSlot } from '../taskSlot';

type Names = Extract<keyof Handlers, `packages.${string}`>;

/** Calls about the packages of this computer. */
export function packagesHandlers(
  { store, chat, keeper, packages, desktop }: Services,
  slot: WorkSlot,
): Pick<Handlers, Names> {
  return {
    'packages.list': () => packages.list(),
    'packages.add': ({ from }) =>
      slot.run(async (work) => {
        const picked = await (from === 'folder' ? desktop.pickFolder() : desktop.pickZip());
        return picked === null ? null : packages.add(picked, work);
      }),
    'packages.stop': () => {
      slot.stop();
      return null;
    },
    'packages.remove': async ({ choice }) => {
      const folder = packages.folderOf(choice);
      const settings = store.settings.get();
      if (keeper.folder === folder) {
        if (chat.busy) throw new ChatError('input', sentence('packages.inUse'));
        await keeper.stop();
      }
      await packages.remove(choice);
      if (settings.packageFolder === folder)
        store.settings.set({ ...settings, packageFolder: null });
      store.choices.forget(choice);
      return null;
    },
    'packages.chosen': ({ conversationId }) => store.choices.get(conversationId),
    'packages.answering': ({ conversationId }) =>
      packages.cardOf(store.choices.get(conversationId), store.settings.get().packageFolder),
    'packages.choose': async ({ conversationId, choice }) => {
      store.conversations.get(conversationId);
      if (choice !== null) {
        const card = (await packages.list()).find((one) => one.choice === choice);
        if (!card || card.fault !== null) {
          throw new RuntimeError('package', card?.fault ?? sentence('packages.gone'));
        }
      }
      store.choices.set(conversationId, choice);
      // While an answer is written, the next question of the conversation loads it.
      if (!chat.busy) {
        keeper.choose(choice);
        keeper.refresh();
      }
      return null;
    },
  };
}
