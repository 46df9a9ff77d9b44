/** Runs code in the window of a program that nothing else drives, so that its start is as a person's. */
import { z } from 'zod';
import { within } from './withTimeout';

const pagesSchema = z.array(
  z.object({ type: z.string(), url: z.string(), webSocketDebuggerUrl: z.string() }),
);
const answerSchema = z.object({
  id: z.literal(1),
  error: z.object({ message: z.string() }).optional(),
  result: z
    .object({
      result: z.object({ value: z.unknown() }),
      exceptionDetails: z
        .object({ exception: z.object({ description: z.string() }).optional() })
        .optional(),
    })
    .optional(),
});

/**
 * The address at which the window of a program is spoken to, once it has one.
 *
 * @param port of the program's `--remote-debugging-port`
 * @returns undefined as long as the program has no port or no window
 */
export async function windowAddress(port: number): Promise<string | undefined> {
  const list = await fetch(`http://127.0.0.1:${port}/json/list`)
    .then((response) => response.json())
    .catch(() => []);
  const pages = pagesSchema.parse(list);
  return pages.find(({ type, url }) => type === 'page' && url.startsWith('studio://'))
    ?.webSocketDebuggerUrl;
}

/**
 * Runs an expression in a window and waits for the promise that it gives. Playwright is not asked:
 * it may wait for ever for a page that was loading when it came.
 *
 * @param address from {@link windowAddress}
 * @returns what came, unchecked
 * @throws Error when the expression throws, or the window is gone or does not answer
 */
export async function evaluateIn(address: string, expression: string): Promise<unknown> {
  const socket = new WebSocket(address);
  const answered = new Promise<string>((resolve, reject) => {
    socket.addEventListener('open', () =>
      socket.send(
        JSON.stringify({
          id: 1,
          method: 'Runtime.evaluate',
          params: { expression, awaitPromise: true, returnByValue: true },
        }),
      ),
    );
    socket.addEventListener('message', ({ data }) => resolve(String(data)));
    socket.addEventListener('close', () => reject(new Error('The window is gone.')));
    socket.addEventListener('error', () => reject(new Error('The window cannot be reached.')));
  });
  try {
    const text = await within(answered, 'The window does not answer.');
    const { error, result } = answerSchema.parse(JSON.parse(text));
    const thrown = error?.message ?? result?.exceptionDetails?.exception?.description;
    if (thrown !== undefined || !result) throw new Error(thrown ?? 'The window gave no value.');
    return result.result.value;
  } finally {
    socket.close();
  }
}
