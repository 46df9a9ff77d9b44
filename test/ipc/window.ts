import fs from 'node:fs';
import path from 'node:path';
import { calls, type CallName, type CallInput, type CallOutput } from '../../shared/ipc/contract';
import { openSource } from '../../electron/archive/openSource';
import { createHandlers } from '../../electron/ipc/createHandlers';
import type { Desktop } from '../../electron/ipc/desktop';
import { DraggedFiles } from '../../electron/ipc/draggedFiles';
import { createRouter } from '../../electron/ipc/router';
import { OpeningMark } from '../../electron/app/openingMark';
import { asPng, inspectPicture, meanDifference, thumbnail } from '../../electron/images/inspect';
import { cropPicture, putBack } from '../../electron/images/regions';
import type { Studio } from '../chat/fixture';
import type { ErrorCode } from '../../shared/ipc/errors';

/** What the person does outside the window: answers of dialogs, and what reached the machine. */
export interface Person {
  picks: string[];
  saves: string | null;
  copied: Uint8Array[];
  opened: string[];
  /** Files that were put under the pointer. */
  dragged: string[];
}

/** The calls of the contract over the real store and runtime; the desktop is the test's. */
export function windowOf(studio: Studio) {
  const person: Person = { picks: [], saves: null, copied: [], opened: [], dragged: [] };
  const desktop: Desktop = {
    pictures: {
      inspect: inspectPicture,
      asPng,
      thumbnail,
      difference: meanDifference,
      crop: cropPicture,
      putBack,
    },
    pickPictures: () => Promise.resolve(person.picks),
    pickFolder: () => Promise.resolve(person.picks[0] ?? null),
    confirm: ({ detail }) => Promise.resolve(person.opened.push(detail) < 0),
    pickZip: () => Promise.resolve(person.picks[0] ?? null),
    pickPngPath: () => Promise.resolve(person.saves),
    pickSave: () => Promise.resolve(person.saves),
    pickExport: () => Promise.resolve(person.saves),
    pickImport: () => Promise.resolve(person.picks[0] ?? null),
    openSource: (file, task) => openSource(file, { ...task, inspect: inspectPicture }),
    printPdf: (_, file) => fs.promises.writeFile(file, '%PDF-1.4'),
    dragged: new DraggedFiles(path.join(studio.store.folder, 'dragged')),
    drag: (files) => Promise.resolve(void person.dragged.push(...files)),
    copyPicture: (png) => Promise.resolve(void person.copied.push(png)),
    openLink: (url) => Promise.resolve(void person.opened.push(url)),
    openFolder: (which) => Promise.resolve(void person.opened.push(which)),
    about: () => {
      throw new Error('The test has no program to tell of.');
    },
    licences: () => Promise.resolve([]),
    home: studio.store.folder,
    restart: () => void person.opened.push('restart'),
    showTheme: (theme) => void person.opened.push(theme),
    speak: (language) => void person.opened.push(language),
  };
  const opening = new OpeningMark(path.join(studio.store.folder, 'opening.json'), (error) =>
    studio.reported.push(error),
  );
  const handlers = createHandlers({
    ...studio,
    api: { status: { address: null, error: null }, apply: () => Promise.resolve() },
    emit: (event) => studio.events.push(event),
    desktop,
    opening,
  });
  const route = createRouter(handlers, (error) => studio.reported.push(error));

  async function call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    const result = await route(true, name, input);
    if (!result.ok) throw new Error(`${name} was refused: ${result.error}`);
    return calls[name].output.parse(result.value) as CallOutput<N>;
  }
  async function refusal<N extends CallName>(
    name: N,
    input: CallInput<N>,
  ): Promise<[ErrorCode, string]> {
    const result = await route(true, name, input);
    if (result.ok) throw new Error(`${name} was not refused.`);
    return [result.code, result.error];
  }
  return { person, call, refusal, route, opening };
}
