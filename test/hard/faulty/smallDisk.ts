/**
 * Asks for pictures on a small disk until it is full, then again when it has grown, and looks whether
 * all that was told is kept. Run in a mount namespace of its own. Arguments: data folder, package,
 * kilobytes of the disk.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeServices, createServices } from '../../../electron/ipc/services';
import { LocalRuntime } from '../../../electron/runtime/local';
import { openStore } from '../../../electron/store/open';
import { DEFAULT_SETTINGS } from '../../../electron/store/settings';
import { MODELS } from '../../ipc/models';
import type { StudioEvent } from '../../../shared/ipc/contract';

const [folder = '', packageFolder = '', size = ''] = process.argv.slice(2);
let kilobytes = Number(size);
const events: StudioEvent[] = [];

function open() {
  const store = openStore({ folder });
  const runtime = new LocalRuntime();
  const services = createServices({
    store,
    runtime,
    packageFolder,
    differenceOf: () => Promise.resolve(0),
    models: MODELS,
    emit: (event) => events.push(event),
    report: (error) => assert.fail(String(error)),
  });
  return { services, runtime, store };
}

function grow(by: number): void {
  kilobytes += by;
  execFileSync('mount', ['-o', `remount,size=${kilobytes}k`, folder]);
}

/** Runs what may meet a full disk; whether it did. Any other error is a fault. */
function isFull(act: () => unknown): boolean {
  try {
    act();
    return false;
  } catch (error) {
    assert.match(String(error), /disk is full/);
    return true;
  }
}

// Too small for an empty store: refused with the sentence, and opened once there is room.
while (isFull(() => open().store.close())) grow(32);
const { services, runtime, store } = open();
const { chat } = services;
while (
  isFull(() => {
    store.settings.set({ ...DEFAULT_SETTINGS, provider: 'cpu', temperature: 0, threads: 1 });
    if (store.conversations.list().length === 0) store.conversations.create();
  })
) {
  grow(32);
}
let full = false;
const id = store.conversations.list()[0]?.id ?? '';
const send = (text: string): unknown =>
  chat.send({
    conversationId: id,
    parentId: store.conversations.get(id).leafId,
    text,
    images: [],
    think: 'auto',
    answer: 'auto',
  });

for (let turn = 0; turn < 200 && !full; turn += 1) {
  // Pictures that were taken in fill the disk; the answers meet its end at any of their writes.
  const kept = store.images.saveImage(randomBytes(2000 + 37 * turn), 'image/png');
  full = await kept.then(
    () => false,
    (error: unknown) => isFull(() => assert.fail(String(error))),
  );
  full = isFull(() => send(`Generate an image of a red umbrella. ${turn}`)) || full;
  await chat.idle();
  full ||= events.some((event) => event.type === 'error' && /disk is full/.test(event.error));
}
assert.ok(full, 'The disk never filled up.');
grow(20_000);
send('Hello');
await chat.idle();
const end = events.findLast(({ type }) => type === 'done' || type === 'error');
assert.equal(end?.type === 'error' ? end.error : end?.type, 'done');

const shown = new Map<string, string>();
for (const event of events) {
  if (event.type === 'started') shown.set(event.messageId, '');
  if (event.type === 'text') {
    shown.set(event.messageId, (shown.get(event.messageId) ?? '') + event.text);
  }
}
await closeServices(services, runtime);
const again = openStore({ folder });
for (const [message, words] of shown) {
  const { parts, finish } = again.messages.get(message);
  const kept = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  assert.ok(kept.startsWith(words), 'Words that were shown are gone.');
  assert.notEqual(finish, 'running');
  for (const part of parts) {
    if (part.type === 'image' && part.image) await again.images.readImage(part.image);
  }
}
again.close();
