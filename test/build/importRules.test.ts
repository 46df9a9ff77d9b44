import fs from 'node:fs';
import { ESLint } from 'eslint';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importFault, importRules, tableOfRooms } from '../../build/lint/importRules.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Lints a text as if it lay in a file of the program, with the import rule alone. */
async function lint(file: string, text: string): Promise<string[]> {
  const eslint = new ESLint({
    cwd: ROOT,
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.ts'],
        plugins: { rooms: { rules: { imports: importRules } } },
        rules: { 'rooms/imports': 'error' },
      },
    ],
  });
  const [result] = await eslint.lintText(text, { filePath: path.join(ROOT, file) });
  return result?.messages.map(({ message }) => message) ?? [];
}

// Fault: a rule that is configured but never reports, so that the layers rot unseen.
describe('import rules in ESLint', () => {
  it.each([
    ['electron/runtime/generation/loop.ts', "import '../../store/open';"],
    ['electron/runtime/generation/loop.ts', "import { app } from 'electron';"],
    ['electron/runtime/worker.ts', "export * from '../chat/turn';"],
    ['electron/runtime/local.ts', "import { Tensor } from 'onnxruntime-node';"],
    ['electron/cli/main.ts', "await import('onnxruntime-node');"],
    ['electron/bench/main.ts', "import 'onnxruntime-node';"],
    ['electron/main.ts', "import './runtime/onnxruntime';"],
    ['electron/store/open.ts', "import '../chat/turn';"],
    ['electron/disk/whole.ts', "import '../store/open';"],
    ['electron/chat/turn.ts', "import '../ipc/router';"],
    ['electron/chat/turn.ts', "await import('../runtime/sessions');"],
    ['renderer/app/App.ts', "import '../../electron/main';"],
    ['renderer/state/chat.ts', "import fs from 'node:fs';"],
    ['renderer/views/chat/Answer.ts', "import classes from '../edit/Edit.module.css';"],
    ['renderer/views/edit/EditView.ts', "import '../registry';"],
    ['renderer/views/edit/EditView.ts', "import '../../dialogs/archive/ExportDialog';"],
    ['renderer/views/edit/EditView.ts', "import '../../app/commands';"],
    ['renderer/dialogs/search/SearchDialog.ts', "import '../../views/library/Tile';"],
    ['renderer/sidebar/Sidebar.ts', "import '../app/App.module.css';"],
    ['renderer/components/Dialog.ts', "import '../views/chat/Answer';"],
    ['renderer/state/chat.ts', "import '../components/Dialog';"],
    ['renderer/api.ts', "import './state/chat';"],
    ['shared/message.ts', "import '../electron/store/open';"],
    ['electron/main.ts', "import '../renderer/app/App';"],
    ['electron/main.ts', "import './images/inspect';"],
    ['electron/images/sharp.ts', "import '../runtime/inputImage';"],
    ['electron/main.ts', "import sharp from 'sharp';"],
    ['electron/archive/plan.ts', "import '../chat/turn';"],
    ['electron/store/open.ts', "import '../archive/plan';"],
    ['electron/convert/weights/task.ts', "import '../../runtime/onnxruntime';"],
    ['electron/cli/ask.ts', "import '../../test/helper';"],
    ['electron/cli/ask.ts', "import '../../../elsewhere';"],
  ])('refuses in %s: %s', async (file, text) => {
    expect(await lint(file, text)).toHaveLength(1);
  });

  // Fault: a rule so eager that correct layers cannot be written.
  it.each([
    [
      'electron/runtime/generation/loop.ts',
      "import '../../../shared/manifest'; import '../onnxruntime';",
    ],
    ['electron/runtime/onnxruntime.ts', "import './telemetry'; import 'onnxruntime-node';"],
    ['electron/main.ts', "import './runtime/telemetry';"],
    ['electron/runtime/image/read.ts', "import '../sessions'; import sharp from 'sharp';"],
    ['electron/runtime/inputImage.ts', "import '../images/sharp';"],
    ['electron/store/open.ts', "import '../../shared/message'; import 'better-sqlite3';"],
    ['electron/chat/turn.ts', "import '../store/open'; import '../runtime/host';"],
    ['electron/cli/archive.ts', "import '../archive/plan'; import '../store/open';"],
    ['electron/main.ts', "import './ipc/router'; import { app } from 'electron';"],
    [
      'renderer/views/chat/view.ts',
      "import '../../state/chat'; import '../../../shared/ipc/contract';",
    ],
    ['renderer/views/chat/Answer.ts', "import './parts/Text'; import '../../components/Dialog';"],
    ['renderer/views/registry.ts', "import { chat } from './chat/view';"],
    ['renderer/main.ts', "import './app/App'; import './views/registry';"],
    ['test/store/open.test.ts', "import '../../electron/store/open';"],
  ])('accepts in %s: %s', async (file, text) => {
    expect(await lint(file, text)).toEqual([]);
  });
});

// Fault: code of the runtime loaded into the main process under the name of a type.
describe('type-only imports', () => {
  it('lets main see the types of the runtime but not its code', () => {
    expect(importFault('electron/chat/turn.ts', '../runtime/events', true)).toBeUndefined();
    expect(importFault('electron/chat/turn.ts', '../runtime/events')).toMatch(/downwards/);
  });

  it('lets no view see the types of another', () => {
    expect(importFault('renderer/views/chat/Answer.tsx', '../edit/steps', true)).toMatch(
      /separate/,
    );
  });
});

// Catches a page that says other rules than the ones that are held.
it('ARCHITECTURE.md has the table of the rule', () => {
  const page = fs.readFileSync(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const [, rest = ''] = page.split('<!-- rooms: begin -->');
  const cells = (text: string) => text.replace(/-{3,}/g, '---').replace(/ +/g, ' ').trim();
  const [table = ''] = rest.split('<!-- rooms: end -->');
  expect(cells(table), 'npm run schemas writes it anew').toBe(cells(tableOfRooms()));
});
