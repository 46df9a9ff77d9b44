import { afterEach, describe, expect, it } from 'vitest';
import { tinyFolder } from '../runtime/reference';
import { usePackage } from './person';
import {
  ask,
  begin,
  callProgram,
  emptyDataFolder,
  ended,
  kill,
  lastAnswer,
  removeFolder,
  screenshot,
  set,
  start,
  type Program,
} from './program';

const DEVICES = [
  ['cuda', 'CUDA'],
  ['dml', 'DirectML'],
  ['coreml', 'CoreML'],
  ['webgpu', 'WebGPU'],
] as const;
let program: Program | undefined;
let data = '';

afterEach(async () => {
  if (program) await kill(program);
  program = undefined;
  removeFolder(data);
});

describe('a provider that was asked for', () => {
  // Fault: one that cannot be opened ends the loading, is left for the CPU in silence, or is marked
  // as used; a reason that is shown as an error of a library and not in words.
  it('is used, or its refusal is said where it was asked for and on the answer', async () => {
    data = emptyDataFolder();
    program = await start(data);
    const { window } = program;
    await usePackage(window, tinyFolder('embedded-like'));
    await begin(window);
    const offered = await callProgram(window, 'providers.list', {});
    expect(offered.at(-1)).toEqual({ provider: 'cpu', refusal: null });
    for (const [provider, name] of DEVICES) {
      await set(window, { provider });
      // The page did not change this itself: a fresh one shows what is set.
      await window.reload();
      await window.getByTestId('conversation-item').first().click();
      await ask(window, 'Hello');
      await ended(window);
      const status = await callProgram(window, 'packages.status', {});
      if (status.state !== 'ready') throw new Error(`With ${name} the package is ${status.state}.`);
      const known = offered.find((one) => one.provider === provider);
      const refused = known?.refusal !== null;
      expect([name, status.provider]).toEqual([name, refused ? 'cpu' : provider]);
      const why = known ? (known.refusal ?? '') : `${name} is not part of this program here`;
      expect(status.providerReason).toMatch(/^[A-Z][^\n:/\\]+\.$/);
      expect(status.providerReason).toContain(refused ? why : name);

      await window.keyboard.press('Control+,');
      await window.getByRole('tab', { name: 'Package' }).click();
      await window.getByRole('dialog').getByText(status.providerReason).first().waitFor();
      expect(await window.getByRole('combobox', { name: 'Provider' }).inputValue()).toContain(name);
      const list = window.getByTestId('providers-refused');
      for (const { refusal } of offered) {
        if (refusal !== null) await list.getByText(refusal).first().waitFor();
      }
      await screenshot(window, `provider-${provider}`);
      await window.keyboard.press('Escape');
      await window.getByRole('dialog').first().waitFor({ state: 'detached' });

      await lastAnswer(window).hover();
      await lastAnswer(window).getByRole('button', { name: 'Details' }).click();
      await window.getByText(status.providerReason).first().waitFor();
      await window.keyboard.press('Escape');
    }
  });
});
