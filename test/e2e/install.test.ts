import path from 'node:path';
import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import { pickPath } from './person';
import {
  begin,
  callProgram,
  emptyDataFolder,
  kill,
  removeFolder,
  screenshot,
  start,
  type Program,
} from './program';

const TINY = path.resolve(import.meta.dirname, '../fixtures/packages/full-like');
let program: Program | undefined;
const data = emptyDataFolder();

afterEach(async () => {
  if (program) await kill(program);
  program = undefined;
  removeFolder(data);
});

describe('a new user', () => {
  // Catches a first start that says nothing, comes again, or packages and a server that no screen
  // reaches.
  it('is welcomed once, adds a package, uses it, removes it, and opens the server', async () => {
    program = await start(data, true);
    const { window } = program;
    const first = window.getByTestId('first-start');
    await first.getByRole('heading', { name: 'Welcome to MetaMorph Studio' }).waitFor();
    await screenshot(window, 'first-1');
    await window.keyboard.press('Enter');
    await first.getByText(data).first().waitFor();
    await first.getByText('What it cannot do').waitFor({ timeout: 120_000 });
    await screenshot(window, 'first-2');
    await first.getByTestId('first-start-done').click();
    await first.first().waitFor({ state: 'detached' });
    expect((await callProgram(window, 'settings.get', {})).welcomed).toBe(true);

    await begin(window);
    await pickPath(program, TINY);
    await window.getByRole('button', { name: 'Settings' }).click();
    await window.getByRole('tab', { name: 'Package' }).click();
    const cards = window.getByTestId('package-card');
    await cards.first().getByText('Embedded').first().waitFor();
    await window.getByRole('button', { name: 'Add from a folder…' }).click();
    await cards.nth(1).waitFor({ timeout: 60_000 });
    expect(await cards.nth(1).innerText()).toMatch(/Needs about .* of memory/);
    await cards
      .nth(1)
      .getByRole('button', { name: /^Details of/ })
      .click();
    await cards.nth(1).getByText('Hash').first().waitFor();
    await screenshot(window, 'packages');
    await cards.nth(1).getByRole('button', { name: /^Use/ }).click();
    await cards.nth(1).getByText('Answers', { exact: true }).first().waitFor();
    await cards
      .nth(1)
      .getByRole('button', { name: /^Remove/ })
      .click();
    await window.getByRole('button', { name: 'Delete the package' }).click();
    await cards.nth(1).first().waitFor({ state: 'detached', timeout: 60_000 });
    await cards.first().getByText('Answers', { exact: true }).first().waitFor();

    await window.getByRole('tab', { name: 'Local API' }).click();
    await window.getByTestId('api-switch').click({ force: true });
    const baseURL = await window.getByTestId('api-address').inputValue();
    const apiKey = await window.getByTestId('api-key').inputValue();
    await screenshot(window, 'api');
    const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
    expect((await client.models.list()).data).toHaveLength(1);
  });
});
