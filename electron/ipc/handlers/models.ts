import { statfs } from 'node:fs/promises';
import os from 'node:os';
import { CATALOGUE } from '../../catalogue/catalogue';
import { lookAt } from '../../catalogue/getModel';
import { searchModels } from '../../hub/listing';
import type { HandlersOf } from '../router';
import type { modelsCalls } from '../../../shared/ipc/models';
import type { Services } from '../services';

/** Calls about getting models. Only what the person presses asks the network. */
export function modelsHandlers({
  models,
  desktop,
  store,
}: Services): HandlersOf<typeof modelsCalls> {
  const { getter, hub, skeletons } = models;
  return {
    'models.catalogue': async () => {
      const { bavail, bsize } = await statfs(store.folder);
      return {
        entries: [...CATALOGUE],
        host: new URL(hub().endpoint).host,
        memory: os.totalmem(),
        disk: bavail * bsize,
      };
    },
    'models.search': async ({ text }) =>
      (await searchModels(hub(), text)).map(({ repository, downloads, licence, gated }) => ({
        repository,
        downloads,
        licence: licence ?? null,
        gated,
      })),
    'models.look': (request) => lookAt({ hub: hub(), skeletons }, request),
    'models.get': (request) => {
      getter.begin(request);
      return null;
    },
    'models.status': () => getter.status,
    'models.stop': () => {
      getter.stop();
      return null;
    },
    'models.dismiss': () => {
      getter.dismiss();
      return null;
    },
    'models.clean': async () => {
      await getter.clean();
      return null;
    },
    'models.pick': ({ kind }) => (kind === 'folder' ? desktop.pickFolder() : desktop.pickZip()),
  };
}
