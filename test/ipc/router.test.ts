import { beforeEach, describe, expect, it } from 'vitest';
import { calls, type CallName } from '../../shared/ipc/contract';
import { createRouter, type Handlers, type Router } from '../../electron/ipc/router';
import { isTrusted } from '../../electron/ipc/sender';
import { AppError } from '../../shared/ipc/errors';

const ID = '00000000-0000-4000-8000-000000000001';

describe('the router', () => {
  let called: [string, unknown][];
  let reported: unknown[];
  let route: Router;
  let fails: Error | undefined;

  beforeEach(() => {
    called = [];
    reported = [];
    fails = undefined;
    const names = Object.keys(calls) as CallName[];
    const handlers = Object.fromEntries(
      names.map((name) => [
        name,
        (input: unknown) => {
          called.push([name, input]);
          if (fails) throw fails;
          return null;
        },
      ]),
    ) as unknown as Handlers;
    route = createRouter(handlers, (error) => reported.push(error));
  });

  // Fault: a call that the contract has and nobody can make.
  it('calls the handler with the parsed input and gives its result as data', async () => {
    expect(await route(true, 'chat.stop', { conversationId: ID })).toEqual({
      ok: true,
      value: null,
    });
    expect(called).toEqual([['chat.stop', { conversationId: ID }]]);
  });

  // Fault: names of objects' own machinery taken for calls.
  it.each(['chat.stopp', 'constructor', '__proto__', 'toString', '', 7, null, undefined, {}])(
    'refuses the unknown name %j',
    async (name) => {
      expect(await route(true, name, {})).toMatchObject({ ok: false, code: 'input' });
      expect(called).toEqual([]);
    },
  );

  // Fault: input that reaches a handler although its type is wrong.
  it.each<[CallName, unknown]>([
    ['chat.stop', undefined],
    ['chat.stop', { conversationId: '../../etc/passwd' }],
    ['chat.stop', { conversationId: ID, more: 1 }],
    ['draft.save', { id: ID, draft: { text: 5, images: [] } }],
    ['pictures.attach', { name: 'a.png', bytes: [1, 2, 3] }],
    ['settings.set', {}],
    ['pictures.save', { image: 'A'.repeat(64) }],
    ['conversations.rename', { id: ID, title: '' }],
  ])('refuses malformed input of %s', async (name, input) => {
    const result = await route(true, name, input);
    expect(result).toMatchObject({ ok: false, code: 'input' });
    expect(called).toEqual([]);
  });

  // Fault: a foreign page or frame that talks to the store.
  it('refuses a sender that is not trusted before anything else', async () => {
    expect(await route(false, 'conversations.list', {})).toMatchObject({ ok: false });
    expect(called).toEqual([]);
  });

  // Fault: an error that crosses as an exception (with a stack), or a foreseen one put into the log.
  it('gives errors back as data and reports only those nobody foresaw', async () => {
    fails = new AppError('full', 'The disk is full.');
    expect(await route(true, 'conversations.list', {})).toEqual({
      ok: false,
      code: 'full',
      error: 'The disk is full.',
    });
    expect(reported).toEqual([]);
    fails = new TypeError('x is undefined');
    expect(await route(true, 'conversations.list', {})).toMatchObject({
      ok: false,
      code: 'internal',
    });
    expect(reported).toEqual([fails]);
  });
});

describe('the sender', () => {
  const own = { url: 'studio://app/index.html', processId: 4, routingId: 2 };

  it('is our own page in the main frame of our window', () => {
    expect(isTrusted({ ...own }, own)).toBe(true);
    expect(isTrusted({ ...own, url: 'studio://app/index.html#/settings' }, own)).toBe(true);
  });

  // Fault: a check of the page's name alone, or one that a look-alike address passes.
  it.each([
    ['a frame inside the page', { ...own, routingId: 3 }],
    ['another process', { ...own, processId: 5 }],
    ['another site', { ...own, url: 'https://app/index.html' }],
    ['a picture', { ...own, url: 'studio://image/index.html' }],
    ['a look-alike host', { ...own, url: 'studio://app.evil/index.html' }],
    ['a user name', { ...own, url: 'studio://app@evil/index.html' }],
    ['no address', { ...own, url: '' }],
    ['a frame that is gone', null],
  ])('is refused: %s', (_, sender) => {
    expect(isTrusted(sender, own)).toBe(false);
  });

  it('is refused when there is no window', () => {
    expect(isTrusted(own, undefined)).toBe(false);
  });
});
