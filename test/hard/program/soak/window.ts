import type { StudioEvent, StudioBridge } from '../../../../shared/ipc/contract';

/** What the suite keeps in the window between two turns. */
interface Kept {
  readonly studio: StudioBridge;
  /** Answers that have ended, and those among them that ended with an error. */
  soak: { ended: number; failed: number; tell: () => void };
}

/** One question. */
export interface Turn {
  readonly text: string;
  /** Number of the picture that is dropped with it, each another one; null for none. */
  readonly picture: number | null;
  /** Whether a conversation is begun for it. */
  readonly fresh: boolean;
}

/** How many answers have ended since the beginning. */
export interface Ended {
  readonly ended: number;
  readonly failed: number;
}

/** Waits until the window can be used, and counts answers from then on. */
export async function begin(): Promise<void> {
  const world = globalThis as unknown as Kept;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (!document.querySelector('[data-testid="conversation-new"]')) return;
      observer.disconnect();
      resolve();
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true });
    look();
  });
  world.soak = { ended: 0, failed: 0, tell: () => undefined };
  world.studio.listen((heard) => {
    const { type } = heard as StudioEvent;
    if (type !== 'done' && type !== 'error') return;
    world.soak.ended += 1;
    if (type === 'error') world.soak.failed += 1;
    world.soak.tell();
  });
}

/** Asks as a person does, by the field and its keys, and waits for the end of the answer. */
export async function ask({ text, picture, fresh }: Turn): Promise<Ended> {
  const { soak } = globalThis as unknown as Kept;
  const at = (id: string): HTMLElement | null => document.querySelector(`[data-testid="${id}"]`);
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        observer.disconnect();
        resolve();
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, attributes: true });
      look();
    });
  const isReady = (): boolean =>
    at('composer-input') !== null && at('composer-stop') === null && !at('package-loading');

  if (fresh) {
    at('conversation-new')?.click();
    // Only a conversation without messages shows examples: until then the former one is there.
    await until(() => at('example') !== null);
  }
  await until(isReady);
  if (picture !== null) {
    const canvas = new OffscreenCanvas(320, 240);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('The window draws nothing.');
    context.fillStyle = `hsl(${(picture * 37) % 360} 80% 50%)`;
    context.fillRect(0, 0, 320, 240);
    context.fillStyle = 'white';
    context.fillText(String(picture), 40, 60);
    const file = new File([await canvas.convertToBlob()], `${picture}.png`, { type: 'image/png' });
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(file);
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(
        new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }),
      );
    }
    // An empty question with a picture can be sent: so the picture was taken.
    await until(() => at('composer-send')?.matches(':enabled') ?? false);
  }
  const field = at('composer-input');
  if (!(field instanceof HTMLTextAreaElement)) throw new Error('There is no field to write in.');
  // React is told of a value that it has not set itself.
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await until(() => at('composer-send')?.matches(':enabled') ?? false);
  const before = soak.ended;
  field.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
  );
  await new Promise<void>((resolve) => {
    soak.tell = () => {
      if (soak.ended > before) resolve();
    };
    soak.tell();
  });
  await until(isReady);
  return { ended: soak.ended, failed: soak.failed };
}

/** Looks into the library and comes back. */
export async function visitLibrary(): Promise<void> {
  const click = (id: string): void =>
    document.querySelector<HTMLElement>(`[data-testid="${id}"]`)?.click();
  const until = (selector: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!document.querySelector(selector)) return;
        observer.disconnect();
        resolve();
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true });
      look();
    });
  click('place-library');
  await until('[data-testid="library"] img');
  click('place-chat');
  await until('[data-testid="composer-input"]');
}

/** Lets all data be checked, in a process of its own; the number of findings. */
export async function check(): Promise<number> {
  const { studio } = globalThis as unknown as Kept;
  const result = await studio.call('recovery.check', {});
  if (!result.ok) throw new Error(result.error);
  return (result.value as { findings: unknown[] }).findings.length;
}
